import { Head, HEADER_BYTES } from "../../batch/mod.ts";

/**
 * Messages of one scope that were committed together: a row of the table `chunks`, or a part of a
 * record that becomes one.
 */
export interface Chunk {
  readonly scope: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly count: number;
  /** The time of its newest message, in milliseconds. */
  readonly timeMs: number;
  /**
   * For each message its distance from `firstSeq`, as 4 bytes; undefined if the numbers have no
   * gap.
   */
  readonly seqs: Uint8Array | undefined;
  /** The `to` of its messages; undefined if they have none. */
  readonly receiver: string | undefined;
  /**
   * The messages, run by run. A run begins with its number of messages (4 bytes, little-endian) and
   * their time (8 bytes, a float of milliseconds). Each message is its size (2 bytes) and the part
   * of its JSON that follows the fields that the hub writes. An empty part is a message that an
   * amendment took away.
   */
  readonly bodies: Uint8Array;
}

/** Bytes before each run, and before each message's body. */
export const RUN_HEADER_BYTES = 12;
export const SIZE_BYTES = 2;

/** Bytes of one distance in {@linkcode Chunk.seqs}. */
export const DISTANCE_BYTES = 4;

/**
 * The numbers of a chunk's messages are less than so many apart. On one node they come from one flush
 * step, which reads 512 KiB: fewer than so many messages.
 */
export const CHUNK_SPAN_MAX = 131_072;

/** The parts of a chunk from which its messages are made. */
export type Content = Pick<Chunk, "firstSeq" | "seqs" | "receiver" | "bodies">;

/** Called with a message's number and JSON. Returns false to end the visit. */
export type Visit = (seq: number, json: Uint8Array) => boolean;

/** Called with a message's number, its time, and the part of its JSON that the chunk holds. */
export type BodyVisit = (seq: number, timeMs: number, body: Uint8Array) => boolean;

const head = new Head();
const headBytes = new Uint8Array(head.view.buffer);

/**
 * Visits a chunk's messages with a larger number than `after`, oldest first, as whole JSON objects.
 */
export function eachRecord(content: Content, after: number, visit: Visit): void {
  const { receiver } = content;
  eachBody(
    content,
    after,
    (seq, timeMs, body) => visit(seq, wholeRecord(seq, timeMs, receiver, body)),
  );
}

/** Returns a message's whole JSON object, of the part that a chunk holds and the fields that it lacks. */
export function wholeRecord(
  seq: number,
  timeMs: number,
  receiver: string | undefined,
  body: Uint8Array,
): Uint8Array {
  const sizeBytes = head.write(seq, timeMs, receiver);
  const json = new Uint8Array(sizeBytes + body.length);
  json.set(headBytes.subarray(0, sizeBytes));
  json.set(body, sizeBytes);
  return json;
}

/** Does the same without the fields that the hub writes. */
export function eachBody(
  { firstSeq, seqs, bodies }: Omit<Content, "receiver">,
  after: number,
  visit: BodyVisit,
): void {
  const view = new DataView(bodies.buffer, bodies.byteOffset, bodies.length);
  for (let at = 0, index = 0; at < bodies.length;) {
    const end = index + view.getUint32(at, true);
    const timeMs = view.getFloat64(at + 4, true);
    at += RUN_HEADER_BYTES;
    for (; index < end; index++) {
      const start = at + SIZE_BYTES;
      at = start + view.getUint16(at, true);
      const seq = seqOf(firstSeq, seqs, index);
      if (seq <= after || at === start) continue;
      if (!visit(seq, timeMs, bodies.subarray(start, at))) return;
    }
  }
}

/**
 * Does the same for a chunk of the first layout: whole objects, each after its length in 4 bytes.
 */
export function eachWholeRecord(
  { firstSeq, seqs, bodies }: Omit<Content, "receiver">,
  after: number,
  visit: Visit,
): void {
  const view = new DataView(bodies.buffer, bodies.byteOffset, bodies.length);
  for (let at = 0, index = 0; at < bodies.length; index++) {
    const start = at + HEADER_BYTES;
    at = start + view.getUint32(at, true);
    const seq = seqOf(firstSeq, seqs, index);
    if (seq > after && at > start && !visit(seq, bodies.subarray(start, at))) return;
  }
}

/** Returns true if a chunk holds the message with this number. */
export function hasSeq(
  { firstSeq, lastSeq, count, seqs }: Omit<Chunk, "scope" | "timeMs" | "receiver" | "bodies">,
  seq: number,
): boolean {
  if (seq < firstSeq || seq > lastSeq) return false;
  if (seqs === undefined) return true;
  let [from, to] = [0, count - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (seqOf(firstSeq, seqs, middle) < seq) from = middle + 1;
    else to = middle;
  }
  return seqOf(firstSeq, seqs, from) === seq;
}

/** Returns the number of a chunk's message by its index. */
export function seqOf(firstSeq: number, seqs: Uint8Array | undefined, index: number): number {
  if (seqs === undefined) return firstSeq + index;
  const view = new DataView(seqs.buffer, seqs.byteOffset, seqs.length);
  return firstSeq + view.getUint32(DISTANCE_BYTES * index, true);
}
