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

// A page of a read is of this order; larger chunks would be read for a small part of them.
const JOIN_MAX_BYTES = 64 * 1024;
// A chunk is as old as its newest message, and goes as a whole.
const JOIN_MAX_MS = 60_000;

/** Chunks of one scope that are to become one. */
interface Joint {
  readonly parts: Chunk[];
  bytes: number;
  count: number;
}

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

/**
 * Makes few chunks of many, one per scope where they are small, in the order of their numbers:
 * that saves rows where several turns are written at once.
 *
 * @param maxCount Most messages of a joined chunk, by scope.
 */
export function joined(
  chunks: readonly Chunk[],
  maxCount: (scope: string) => number,
): readonly Chunk[] {
  if (chunks.length < 2) return chunks;
  const open = new Map<string, Joint>();
  const done: Chunk[] = [];
  for (const chunk of chunks) {
    const { scope, bodies, count } = chunk;
    const joint = open.get(scope);
    if (joint !== undefined && fits(chunk, joint, maxCount(scope))) {
      joint.parts.push(chunk);
      joint.bytes += bodies.length;
      joint.count += count;
      continue;
    }
    if (joint !== undefined) done.push(join(joint.parts));
    open.set(scope, { parts: [chunk], bytes: bodies.length, count });
  }
  for (const { parts } of open.values()) done.push(join(parts));
  return done.sort((a, b) => a.firstSeq - b.firstSeq);
}

function fits(chunk: Chunk, { parts, bytes, count }: Joint, maxCount: number): boolean {
  const [first] = parts;
  return chunk.receiver === first.receiver && count + chunk.count <= maxCount &&
    bytes + chunk.bodies.length <= JOIN_MAX_BYTES && chunk.timeMs - first.timeMs <= JOIN_MAX_MS;
}

function join(parts: readonly Chunk[]): Chunk {
  const first = parts[0];
  if (parts.length === 1) return first;
  const { lastSeq, timeMs } = parts.at(-1)!;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const bodies = new Uint8Array(parts.reduce((sum, part) => sum + part.bodies.length, 0));
  let at = 0;
  for (const part of parts) {
    bodies.set(part.bodies, at);
    at += part.bodies.length;
  }
  const seqs = lastSeq - first.firstSeq + 1 === count ? undefined : distances(parts, count);
  return { ...first, lastSeq, count, timeMs, seqs, bodies };
}

function distances(parts: readonly Chunk[], count: number): Uint8Array {
  const seqs = new Uint8Array(DISTANCE_BYTES * count);
  const view = new DataView(seqs.buffer);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.count; i++, at += DISTANCE_BYTES) {
      view.setUint32(at, seqOf(part.firstSeq, part.seqs, i) - parts[0].firstSeq, true);
    }
  }
  return seqs;
}
