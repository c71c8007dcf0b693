import { foldName } from "../../../hub/mod.ts";
import type { Answer } from "../answer.ts";
import { SERVER } from "../wire/identity.ts";
import { ircLine } from "../wire/line.ts";
import { LogWindow } from "../log_window.ts";
import type { IrcMemory } from "../memory.ts";
import { channelOf, nickOf } from "../wire/names.ts";

/** The most messages to a client that are searched for those who wrote them. */
const SEARCHED_MAX = 1_000;

/** The times between which a conversation's newest message lies, in either order, and a limit. */
export interface TargetsQuery {
  readonly from: string;
  readonly until: string;
  readonly limit: number;
}

/** Tells the rooms and peers with a message in some time, each with the time of its newest one. */
export async function tellTargets(
  memory: IrcMemory,
  answer: Answer,
  { from, until, limit }: TargetsQuery,
): Promise<void> {
  const [first, last] = [from, until].sort();
  const found = [...await roomsOf(memory), ...await writersTo(memory)]
    .filter(([, time]) => time > first && time < last)
    .sort(([, one], [, other]) => one < other ? -1 : 1);
  const shown = from <= until ? found.slice(0, limit) : found.slice(-limit);
  const ref = memory.nextRef();
  answer.add(ircLine(SERVER, "BATCH", [`+${ref}`, "draft/chathistory-targets"]));
  for (const [target, time] of shown) {
    answer.add(ircLine(SERVER, "CHATHISTORY", ["TARGETS", target, time]), [`batch=${ref}`]);
  }
  answer.add(ircLine(SERVER, "BATCH", [`-${ref}`]));
}

type Target = readonly [target: string, time: string];

async function roomsOf({ hub, member }: IrcMemory): Promise<Target[]> {
  const targets: Target[] = [];
  for (const { name, fold } of member.rooms) {
    const log = new LogWindow(hub.history, { scopes: [{ scope: fold, after: 0 }] });
    const [newest] = await log.newest({ after: 0, before: Infinity }, 1);
    if (newest?.time !== undefined) targets.push([channelOf(name), newest.time]);
  }
  return targets;
}

/** Returns those with whom the client has talked, with the time of the newest message either way. */
async function writersTo(memory: IrcMemory): Promise<Target[]> {
  const { hub, member, receivers } = memory;
  const after = hub.accounts.get(member.fold)?.sinceSeq ?? hub.sessions.sinceSeqOf(member);
  const log = new LogWindow(hub.history, { scopes: [{ scope: `@${member.fold}`, after }] });
  const times = new Map<string, Target>();
  for (const { name, time = "" } of await log.newest({ after, before: Infinity }, SEARCHED_MAX)) {
    times.set(foldName(name), [nickOf(name), time]);
  }
  for (const fold of receivers) {
    const authors = { [fold]: member.fold };
    const sent = new LogWindow(hub.history, { scopes: [{ scope: `@${fold}`, after }], authors });
    const [newest] = await sent.newest({ after, before: Infinity }, 1);
    const known = times.get(fold);
    if (newest?.time === undefined || known !== undefined && known[1] > newest.time) continue;
    times.set(fold, [nickOf(newest.to ?? fold), newest.time]);
  }
  return [...times.values()];
}
