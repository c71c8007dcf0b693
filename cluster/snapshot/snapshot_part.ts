import type { Eviction, SnapshotItem, StoredMessage } from "../../hub/mod.ts";
import type { NodeRecord } from "../nodes.ts";

/**
 * The form of a snapshot. Nodes of two forms can't read each other's; a change of the log's form is one
 * of the snapshot's, too.
 */
export const SNAPSHOT_FORM = 4;

/** Most bytes of a part: some messages with their heads, or the state of the largest room. */
const PART_MAX_BYTES = 64 * 1024 * 1024;

/** Bytes before each part: those of its JSON, and those of the messages' texts. */
const PART_HEADER_BYTES = 8;
/** Bytes of the texts after which a part of messages ends. */
const MESSAGES_BYTES = 256 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A part of a snapshot: the state of a hub of several nodes at one position of the log. */
export type SnapshotPart =
  | BeginPart
  | (NodeRecord & { readonly kind: "node" })
  | { readonly kind: "left-nodes"; readonly nodes: readonly number[] }
  | { readonly kind: "item"; readonly item: SnapshotItem }
  | MessagesPart
  | { readonly kind: "eviction"; readonly eviction: Eviction }
  /** The last part: a snapshot without it is cut off. */
  | { readonly kind: "end" };

/** Some messages of one scope, without their texts one by one: a part for each would take longer. */
export interface MessagesPart extends MessagesHead {
  readonly messages: readonly StoredMessage[];
}

/** The JSON of a {@linkcode MessagesPart}. The texts follow it. */
interface MessagesHead {
  readonly kind: "messages";
  readonly scope: string;
  readonly to?: string;
}

/** Numbers, times and lengths of the texts. */
type MessagesJson = MessagesHead & {
  readonly seqs: readonly number[];
  readonly timesMs: readonly number[];
  readonly sizesBytes: readonly number[];
};

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

/** Returns the bytes of a part, in pieces. */
export function encodePart(part: SnapshotPart): Uint8Array[] {
  if (part.kind !== "messages") return [frameStart(part, 0)];
  const { messages, ...head } = part;
  const bodies = messages.map(({ body }) => body);
  const sizesBytes = bodies.map(({ length }) => length);
  const json: MessagesJson = {
    ...head,
    seqs: messages.map(({ seq }) => seq),
    timesMs: messages.map(({ timeMs }) => timeMs),
    sizesBytes,
  };
  return [frameStart(json, sizesBytes.reduce((sum, size) => sum + size, 0)), ...bodies];
}

/** Splits messages into parts, where the scope changes. */
export function messagesParts(messages: Iterable<StoredMessage>): MessagesPart[] {
  const parts: (MessagesHead & { readonly messages: StoredMessage[] })[] = [];
  let bytes = 0;
  for (const message of messages) {
    const { scope, to, body } = message;
    const newest = parts.at(-1);
    bytes += body.length;
    if (newest?.scope === scope && newest.to === to && bytes < MESSAGES_BYTES) {
      newest.messages.push(message);
    } else {
      bytes = body.length;
      parts.push({ kind: "messages", scope, ...(to !== undefined && { to }), messages: [message] });
    }
  }
  return parts;
}

function frameStart(json: unknown, bodyBytes: number): Uint8Array {
  const text = encoder.encode(JSON.stringify(json));
  const start = new Uint8Array(PART_HEADER_BYTES + text.length);
  const view = new DataView(start.buffer);
  view.setUint32(0, text.length);
  view.setUint32(4, bodyBytes);
  start.set(text, PART_HEADER_BYTES);
  return start;
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

function partOf(json: SnapshotPart | MessagesJson, body: Uint8Array): SnapshotPart {
  if (!("seqs" in json)) return json;
  const { seqs, timesMs, sizesBytes, ...head } = json;
  let at = 0;
  const messages = seqs.map((seq, i): StoredMessage => {
    const own = body.subarray(at, at += sizesBytes[i]);
    const { scope, to } = head;
    return { scope, ...(to !== undefined && { to }), seq, timeMs: timesMs[i], body: own };
  });
  return { ...head, messages };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
