import { foldName } from "../../../hub/mod.ts";
import { stripFormatting } from "../wire/formatting.ts";
import { SERVER } from "../wire/identity.ts";
import type { IrcMemory } from "../memory.ts";
import { REDACTION } from "../wire/redact_line.ts";
import { seqOfMsgid } from "../wire/msgid.ts";
import { channelOf, isChannel, nameOf, targetOf } from "../wire/names.ts";
import { ERR } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";

/** The command that takes a message back (the draft of message redaction). */
export const REDACT_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  REDACT: { paramsMin: 2, run: redact },
};

async function redact({ memory, answer, params, nowMs }: IrcContext): Promise<void> {
  const [target, msgid, said = ""] = params;
  if (!memory.capabilities.has(REDACTION)) {
    const sentence = `Ask for the capability ${REDACTION} first`;
    return answer.numeric(ERR.UNKNOWNCOMMAND, ["REDACT"], sentence);
  }
  const fail = (code: string, shown: readonly string[], sentence: string) =>
    answer.line(SERVER, "FAIL", ["REDACT", code, ...shown.map(shownParam)], sentence);
  const conversation = conversationOf(memory, target);
  if (conversation === undefined) {
    return fail(
      "INVALID_TARGET",
      [target],
      "You aren't in such a channel, and nobody is called so",
    );
  }
  const { hub } = memory;
  const seq = seqOfMsgid(msgid, hub.history);
  hub.flush();
  const found = seq === undefined ? undefined : await hub.history.find(seq).catch(() => undefined);
  if (found === undefined || !conversation.scopes.includes(found.scope)) {
    return fail("UNKNOWN_MSGID", [target, msgid], "There is no such message there");
  }
  const reason = stripFormatting(said).trim();
  const id = memory.host.newId();
  const more = reason === "" ? {} : { reason };
  memory.unacked.set(id, {
    kind: "redaction",
    answer,
    target: conversation.target,
    msgid,
    ...more,
    timeMs: hub.wall.at(nowMs),
  });
  answer.wait();
  memory.host.handle({ delete: seq!, id, ...(reason !== "" && { msg: reason }) }, nowMs);
}

/** Returns the scopes in which a conversation's messages are, and its name on the wire. */
function conversationOf(
  memory: IrcMemory,
  target: string,
): { readonly scopes: readonly string[]; readonly target: string } | undefined {
  const { member } = memory;
  if (isChannel(target)) {
    const room = memory.roomOf(target);
    if (room === undefined || !member.rooms.has(room)) return undefined;
    return { scopes: [room.fold], target: channelOf(room.name) };
  }
  const fold = foldName(nameOf(target));
  const { accounts, directory } = memory.hub;
  const name = directory.get(fold)?.name ?? accounts.get(fold)?.name;
  return name === undefined
    ? undefined
    : { scopes: [`@${fold}`, `@${member.fold}`], target: targetOf(name) };
}
