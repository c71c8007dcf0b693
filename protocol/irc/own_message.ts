import { type Entry, messageLines } from "./encoder.ts";
import type { IrcMemory } from "./memory.ts";
import { tellRedaction } from "./redaction.ts";
import { withTags } from "./wire/line.ts";

/**
 * Tells a client that the hub has kept its message, or has taken it back. A message to itself comes
 * twice to a client that wants its messages back: once as theirs, and once as any other message.
 *
 * @param ack The hub's ack of the message.
 */
export function tellOwnMessage(memory: IrcMemory, { id = "", seq = 0 }: Entry): void {
  const unacked = memory.unacked.get(id);
  if (unacked === undefined) return;
  memory.unacked.delete(id);
  const { answer, timeMs } = unacked;
  const time = new Date(timeMs).toISOString();
  if (unacked.kind === "redaction") {
    const hasTimes = memory.capabilities.has("server-time");
    tellRedaction(unacked, memory.member.name, hasTimes ? time : undefined);
    return answer.done();
  }
  const { command, to, text, re, tags, isNote } = unacked;
  const entry = {
    seq,
    time,
    to,
    name: memory.member.name,
    msg: text,
    ...(command === "NOTICE" && { notice: true }),
    ...(re !== undefined && { re }),
    ...(tags !== undefined && { tags }),
  };
  const lines = messageLines(entry, memory.form());
  if (isNote) {
    memory.write(lines.map(({ line, tags }) => `${withTags(tags, line)}\r\n`).join(""));
  }
  if (!isNote || memory.capabilities.has("echo-message")) {
    for (const { line, tags } of lines) answer.add(line, tags);
  }
  answer.done();
}
