import { foldName } from "../../../hub/mod.ts";
import { type Entry, messageLines, thingLines } from "../encoder.ts";
import { SERVER } from "../wire/identity.ts";
import { CHATHISTORY_MAX } from "../wire/isupport.ts";
import { ircLine } from "../wire/line.ts";
import { type Conversation, LogWindow } from "../log_window.ts";
import type { IrcMemory } from "../memory.ts";
import { channelOf, isChannel, nameOf, nickOf } from "../wire/names.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";
import { timeIn } from "../wire/time.ts";
import { tellTargets } from "./targets.ts";

/** The command that reads what was said before (the draft of chat history). */
export const HISTORY_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  CHATHISTORY: { paramsMin: 0, run: chathistory },
};

/** The capability of clients that read in the history of events, too. */
const PLAYBACK = "draft/event-playback";
/** Put in front of a scope: the scopes of the reactions and of the topics there. */
const EVENT_MARKS = ["+", "~"];

/** The number of parameters of each subcommand. */
const PARAMS: Readonly<Record<string, number>> = {
  LATEST: 3,
  BEFORE: 3,
  AFTER: 3,
  AROUND: 3,
  BETWEEN: 4,
  TARGETS: 3,
};

/** Something wrong with a request, by the word that clients know for it. */
class Failure extends Error {
  constructor(readonly code: string, readonly params: readonly string[], sentence: string) {
    super(sentence);
  }
}

async function chathistory(context: IrcContext): Promise<void> {
  const { answer, params: [subcommand = "*"] } = context;
  const word = subcommand.toUpperCase();
  try {
    await run(context, word);
  } catch (error) {
    const failure = error instanceof Failure
      ? error
      : new Failure("MESSAGE_ERROR", [], "The log can't be read now: try again later");
    const shown = [shownParam(word), ...failure.params.map(shownParam)];
    answer.line(SERVER, "FAIL", ["CHATHISTORY", failure.code, ...shown], failure.message);
  }
}

async function run(context: IrcContext, word: string): Promise<void> {
  const { memory, answer, params } = context;
  const count = Object.hasOwn(PARAMS, word) ? PARAMS[word] : undefined;
  if (count === undefined) throw new Failure("INVALID_PARAMS", [], "There is no such subcommand");
  if (params.length < count + 1) {
    throw new Failure("NEED_MORE_PARAMS", [], "Parameters are missing");
  }
  const limit = limitOf(params[count]);
  if (word === "TARGETS") {
    const times = params.slice(1, 3).map(timeIn);
    const [from, until] = times.map((time, i) => time ?? invalidRef(params[i + 1]));
    return await tellTargets(memory, answer, { from, until, limit });
  }
  const target = params[1];
  const conversation = conversationWith(memory, target);
  if (conversation === undefined) {
    throw new Failure("INVALID_TARGET", [target], "You can't read that history");
  }
  const log = new LogWindow(memory.hub.history, conversation);
  const entries = await select(memory, log, word, params.slice(2, count), limit);
  tellEntries(memory, answer, target, entries);
}

async function select(
  memory: IrcMemory,
  log: LogWindow,
  word: string,
  refs: readonly string[],
  limit: number,
): Promise<Entry[]> {
  const all = { after: 0, before: Infinity };
  if (word === "LATEST" && refs[0] === "*") return await log.newest(all, limit);
  const [ref, other] = await Promise.all(refs.map((text) => placeOf(memory, log, text)));
  switch (word) {
    case "LATEST":
      return await log.newest({ ...all, after: ref.after }, limit);
    case "BEFORE":
      return await log.newest({ ...all, before: ref.before }, limit);
    case "AFTER":
      return await log.oldest({ ...all, after: ref.after }, limit);
    case "AROUND": {
      const earlier = await log.newest({ ...all, before: ref.before }, Math.floor(limit / 2));
      const later = await log.oldest({ ...all, after: ref.before - 1 }, limit - earlier.length);
      return [...earlier, ...later];
    }
    default:
      return ref.after <= other.after
        ? await log.oldest({ after: ref.after, before: other.before }, limit)
        : await log.newest({ after: other.after, before: ref.before }, limit);
  }
}

/** A place in the log. Messages behind it have larger numbers than `after`, those in front of it
 * smaller ones than `before`. */
interface Place {
  readonly after: number;
  readonly before: number;
}

async function placeOf(memory: IrcMemory, log: LogWindow, text: string): Promise<Place> {
  const { epoch } = memory.hub.history;
  if (text.startsWith(`msgid=${epoch}-`)) {
    const seq = Number(text.slice(`msgid=${epoch}-`.length));
    if (Number.isSafeInteger(seq) && seq > 0) return { after: seq, before: seq };
  }
  const time = timeIn(text) ?? invalidRef(text);
  const after = await log.firstSeq((entry) => (entry.time ?? "") > time) - 1;
  return { after, before: await log.firstSeq((entry) => (entry.time ?? "") >= time) };
}

function invalidRef(text: string): never {
  throw new Failure("INVALID_PARAMS", [text], "That is neither a msgid of this hub nor a time");
}

function limitOf(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw new Failure("INVALID_PARAMS", [text], "The limit is a whole number from 1 on");
  }
  return Math.min(Number(text), CHATHISTORY_MAX);
}

/** Returns the conversation in a room that the client is in, or with a peer. */
function conversationWith(memory: IrcMemory, target: string): Conversation | undefined {
  const { hub, member } = memory;
  if (isChannel(target)) {
    const room = memory.roomOf(target);
    if (room === undefined || !member.rooms.has(room)) return undefined;
    return { scopes: scopesOf(memory, [room.fold], 0) };
  }
  const fold = foldName(nameOf(target));
  const isKnown = hub.directory.get(fold) ?? hub.accounts.get(fold);
  if (isKnown === undefined) return undefined;
  // Messages from before the name was the client's own belong to somebody else.
  const after = hub.accounts.get(member.fold)?.sinceSeq ?? hub.sessions.sinceSeqOf(member);
  return {
    scopes: scopesOf(memory, [...new Set([`@${member.fold}`, `@${fold}`])], after),
    authors: { [member.fold]: fold, [fold]: member.fold },
  };
}

/** Returns where messages are, and their reactions for clients that read events. */
function scopesOf({ capabilities }: IrcMemory, scopes: readonly string[], after: number) {
  const all = capabilities.has(PLAYBACK)
    ? [...scopes, ...EVENT_MARKS.flatMap((mark) => scopes.map((scope) => `${mark}${scope}`))]
    : scopes;
  return all.map((scope) => ({ scope, after }));
}

function tellEntries(
  memory: IrcMemory,
  answer: IrcContext["answer"],
  target: string,
  entries: readonly Entry[],
): void {
  const isBatched = memory.capabilities.has("batch");
  const ref = isBatched ? memory.nextRef() : undefined;
  const shown = isChannel(target) ? channelOf(target) : nickOf(nameOf(target));
  if (ref !== undefined) answer.add(ircLine(SERVER, "BATCH", [`+${ref}`, "chathistory", shown]));
  const linesOf = memory.capabilities.has(PLAYBACK) ? thingLines : messageLines;
  for (const entry of entries) {
    const lines = linesOf({ ...entry, replay: true }, memory.form(ref));
    for (const { line, tags } of lines) answer.add(line, tags);
  }
  if (ref !== undefined) answer.add(ircLine(SERVER, "BATCH", [`-${ref}`]));
}
