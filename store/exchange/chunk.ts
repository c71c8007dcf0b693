import { Head, HEADER_BYTES } from "../../batch/mod.ts";

/** What one scope said in one go: a row of the table, or what is to become one. */
export interface Chunk {
  readonly scope: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly count: number;
  /** When its newest message was said. */
  readonly timeMs: number;
  /** For each message the distance from `firstSeq`; undefined where there are no gaps. */
  readonly seqs: Uint8Array | undefined;
  /** What its messages name as their receiver, if anything: `to`. */
  readonly receiver: string | undefined;
  /**
   * Run by run how many messages (4 bytes, little-endian) were said when (8 bytes, a floating number
   * of milliseconds), then of each, behind its size (2 bytes), what followed the hub's own fields.
   */
  readonly bodies: Uint8Array;
}

/** Bytes in front of each run, and in front of each body. */
export const RUN_HEADER_BYTES = 12;
export const SIZE_BYTES = 2;

/** Bytes of a distance in {@linkcode Chunk.seqs}. */
export const DISTANCE_BYTES = 4;

/** What a chunk's messages are made of. */
type Content = Pick<Chunk, "firstSeq" | "seqs" | "receiver" | "bodies">;

/** Called with a message's number and JSON; false: enough. */
export type Visit = (seq: number, json: Uint8Array) => boolean;

const head = new Head();
const headBytes = new Uint8Array(head.view.buffer);

/** Visits the messages with a larger number than `after`, oldest first. */
export function eachRecord(
  { firstSeq, seqs, receiver, bodies }: Content,
  after: number,
  visit: Visit,
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
      if (seq <= after) continue;
      const sizeBytes = head.write(seq, timeMs, receiver);
      const json = new Uint8Array(sizeBytes + at - start);
      json.set(headBytes.subarray(0, sizeBytes));
      json.set(bodies.subarray(start, at), sizeBytes);
      if (!visit(seq, json)) return;
    }
  }
}

/** The same for a chunk of the first layout: whole objects, each behind its length in 4 bytes. */
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
    if (seq > after && !visit(seq, bodies.subarray(start, at))) return;
  }
}

/** The number of a chunk's message by its index. */
export function seqOf(firstSeq: number, seqs: Uint8Array | undefined, index: number): number {
  if (seqs === undefined) return firstSeq + index;
  const view = new DataView(seqs.buffer, seqs.byteOffset, seqs.length);
  return firstSeq + view.getUint32(DISTANCE_BYTES * index, true);
}
