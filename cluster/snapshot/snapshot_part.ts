import type { Eviction, SnapshotItem, StoredMessage } from "../../hub/mod.ts";
import type { NodeRecord } from "../nodes.ts";

/**
 * The form of a snapshot. Nodes of two forms can't read each other's; a change of the log's form is one
 * of the snapshot's, too.
 */
export const SNAPSHOT_FORM = 3;

/** Most bytes of a part: a message with its head, or the state of the largest room. */
const PART_MAX_BYTES = 64 * 1024 * 1024;

/** Bytes before each part: those of its JSON, and those of a message's text. */
const PART_HEADER_BYTES = 8;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A part of a snapshot: the state of a hub of several nodes at one position of the log. */
export type SnapshotPart =
  | BeginPart
  | (NodeRecord & { readonly kind: "node" })
  | { readonly kind: "left-nodes"; readonly nodes: readonly number[] }
  | { readonly kind: "item"; readonly item: SnapshotItem }
  | { readonly kind: "message"; readonly message: StoredMessage }
  | { readonly kind: "eviction"; readonly eviction: Eviction }
  /** The last part: a snapshot without it is cut off. */
  | { readonly kind: "end" };

/** The first part of a snapshot. */
export interface BeginPart {
  readonly kind: "begin";
  readonly form: number;
  readonly epoch: string;
  /** The position of the newest bundle that the snapshot contains. */
  readonly position: number;
  /** The newest number that was given, or passed over. */
  readonly lastSeq: number;
  /** The newest number of a message. */
  readonly newestSeq: number;
  /** The time of the state machine, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** Returns a part as bytes. */
export function encodePart(part: SnapshotPart): Uint8Array {
  if (part.kind !== "message") return frameOf(part);
  const { body, ...rest } = part.message;
  return frameOf({ kind: part.kind, message: rest }, body);
}

function frameOf(json: unknown, body: Uint8Array = new Uint8Array()): Uint8Array {
  const text = encoder.encode(JSON.stringify(json));
  const frame = new Uint8Array(PART_HEADER_BYTES + text.length + body.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, text.length);
  view.setUint32(4, body.length);
  frame.set(text, PART_HEADER_BYTES);
  frame.set(body, PART_HEADER_BYTES + text.length);
  return frame;
}

/** Splits the bytes of a snapshot into its parts. */
export class PartReader {
  #rest: Uint8Array = new Uint8Array();

  /**
   * Returns the parts that are complete by now.
   *
   * @throws {RangeError | SyntaxError} The bytes are no snapshot.
   */
  push(bytes: Uint8Array): SnapshotPart[] {
    const all = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes);
    const view = new DataView(all.buffer, all.byteOffset, all.length);
    const parts: SnapshotPart[] = [];
    let at = 0;
    while (at + PART_HEADER_BYTES <= all.length) {
      const textStart = at + PART_HEADER_BYTES;
      const bodyStart = textStart + view.getUint32(at);
      const end = bodyStart + view.getUint32(at + 4);
      if (end - at > PART_MAX_BYTES) throw new RangeError("A part of a snapshot is too large.");
      if (end > all.length) break;
      const json = decoder.decode(all.subarray(textStart, bodyStart));
      parts.push(partOf(JSON.parse(json), all.slice(bodyStart, end)));
      at = end;
    }
    this.#rest = all.slice(at);
    return parts;
  }
}

function partOf(json: SnapshotPart, body: Uint8Array): SnapshotPart {
  if (json.kind !== "message") return json;
  return { kind: json.kind, message: { ...json.message, body } };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
