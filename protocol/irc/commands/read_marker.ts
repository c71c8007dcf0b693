import { foldName } from "../../../hub/mod.ts";
import type { Answer } from "../answer.ts";
import { SERVER } from "../wire/identity.ts";
import type { IrcMemory } from "../memory.ts";
import { isChannel, nameOf, roomOf } from "../wire/names.ts";
import { timeIn } from "../wire/time.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";

/** The capability of clients that mark how far their users have read. */
export const READ_MARKER = "draft/read-marker";

/** The command by which a client asks how far its user has read, or says it. */
export const READ_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  MARKREAD: { paramsMin: 0, run: markread },
};

function markread({ memory, answer, params: [target, text], nowMs }: IrcContext): void {
  if (target === undefined || target === "") {
    return answer.line(SERVER, "FAIL", ["MARKREAD", "NEED_MORE_PARAMS"], "Say what was read");
  }
  if (text === undefined) return tellMarker(memory, answer, target);
  const time = timeIn(text);
  if (time === undefined) {
    const params = ["MARKREAD", "INVALID_PARAMS", shownParam(target)];
    return answer.line(
      SERVER,
      "FAIL",
      params,
      "That is no time, as in timestamp=2026-11-21T05:00:00.000Z",
    );
  }
  const { hub, member } = memory;
  const marker = { time, seq: 0 };
  // A node that the others hold for dead marks nothing, and the answer says so.
  hub.reads.mark(member, foldOf(target), marker, nowMs).catch(() => {});
  tellMarker(memory, answer, target);
}

/** Tells how far the client's user has read a room or a talk. */
export function tellMarker({ hub, host }: IrcMemory, answer: Answer, target: string): void {
  // On a welcome, the connection doesn't know its member yet.
  const fold = host.member?.fold ?? foldName(nameOf(answer.client.nick));
  const time = hub.readMarkers.get(fold, foldOf(target))?.time;
  const marker = time === undefined ? "*" : `timestamp=${time}`;
  answer.line(SERVER, "MARKREAD", [shownParam(target), marker]);
}

function foldOf(target: string): string {
  return foldName(isChannel(target) ? roomOf(target) : nameOf(target));
}
