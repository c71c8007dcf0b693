import type { FoundMessage } from "../history/history.ts";
import type { Reaction } from "./reaction.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The facts about a message that decide if it can be changed. They fit into an entry of the order. */
export interface Thing {
  readonly seq: number;
  /** The room or the peer that it was said to: see `Batch.scope`. */
  readonly scope: string;
  /** The author's name, as the message was said. */
  readonly name: string;
  /** The room's or receiver's name in the message; absent in the lobby. */
  readonly to?: string;
  /** The wall time at which it was said, in milliseconds. */
  readonly timeMs: number;
  /** The number of the message that it answers. */
  readonly re?: number;
  readonly isDeleted?: true;
  readonly isPinned?: true;
  /** The bytes of its text, as JSON, and of everything else. */
  readonly msgBytes: number;
  readonly otherBytes: number;
  /** The number of the newest edit. */
  readonly version?: number;
  /** The numbers of earlier edits, where they are kept. */
  readonly earlier?: readonly number[];
  /** The file that the message is about. */
  readonly fileId?: string;
  /** The oldest one first. */
  readonly reactions?: readonly Reaction[];
}

/** Returns the facts about a message; undefined for an event, which nobody can change. */
export function thingOf({ seq, scope, json }: FoundMessage): Thing | undefined {
  const fields = JSON.parse(decoder.decode(json));
  if (fields.event !== undefined) return undefined;
  const { name, to, time, re, deleted, version, earlier, reactions, pinned, file } = fields;
  const msgBytes = bytesOf(fields.msg);
  return {
    seq,
    scope,
    name,
    ...(to !== undefined && { to }),
    timeMs: Date.parse(time),
    ...(re !== undefined && { re }),
    ...(deleted === true && { isDeleted: true }),
    ...(pinned === true && { isPinned: true }),
    msgBytes,
    otherBytes: json.length - msgBytes,
    ...(version !== undefined && { version }),
    ...(earlier !== undefined && { earlier }),
    ...(reactions !== undefined && { reactions }),
    ...(file !== undefined && { fileId: file.id }),
  };
}

/** Returns the bytes that a value takes as JSON. */
export function bytesOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}
