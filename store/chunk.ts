import { HEADER_BYTES } from "../hub/batch.ts";
import type { Post } from "./requests.ts";

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
  /** Each message's JSON behind its length. */
  readonly frames: Uint8Array;
}

/** Bytes of a distance in {@linkcode Chunk.seqs}. */
export const DISTANCE_BYTES = 4;

/** Numbers a chunk takes in {@linkcode Post.heads}. */
export const HEAD_NUMBERS = 6;

// A page of a read is of this order; larger chunks would be read for a small part of them.
const JOIN_MAX_BYTES = 64 * 1024;

/** The numbers and frames of a chunk, without whose it is. */
type Content = Pick<Chunk, "firstSeq" | "count" | "seqs" | "frames">;

/** Calls `visit` with each message's number and JSON, oldest first, until it returns false. */
export function eachRecord(
  { firstSeq, count, seqs, frames }: Content,
  visit: (seq: number, json: Uint8Array) => boolean,
): void {
  const view = new DataView(frames.buffer, frames.byteOffset, frames.length);
  for (let i = 0, at = 0; i < count; i++) {
    const start = at + HEADER_BYTES;
    at = start + view.getUint32(at, true);
    if (!visit(seqOf(firstSeq, seqs, i), frames.subarray(start, at))) return;
  }
}

/** The number of a chunk's message by its index. */
export function seqOf(firstSeq: number, seqs: Uint8Array | undefined, index: number): number {
  if (seqs === undefined) return firstSeq + index;
  const view = new DataView(seqs.buffer, seqs.byteOffset, seqs.length);
  return firstSeq + view.getUint32(DISTANCE_BYTES * index, true);
}

/** The chunks of a post, as views of its buffer. */
export function chunksOf({ buffer, scopes, heads }: Post): Chunk[] {
  let at = 0;
  return scopes.map((scope, i) => {
    const [firstSeq, lastSeq, count, timeMs, framesBytes, seqsBytes] = heads.slice(
      HEAD_NUMBERS * i,
      HEAD_NUMBERS * (i + 1),
    );
    const frames = new Uint8Array(buffer, at, framesBytes);
    const seqs = seqsBytes === 0 ? undefined : new Uint8Array(buffer, at + framesBytes, seqsBytes);
    at += framesBytes + seqsBytes;
    return { scope, firstSeq, lastSeq, count, timeMs, seqs, frames };
  });
}

/**
 * Makes few chunks of many, one per scope where they are small, in the order of their numbers:
 * that saves rows where a commit covers several turns.
 */
export function joined(chunks: readonly Chunk[]): readonly Chunk[] {
  if (chunks.length < 2) return chunks;
  const open = new Map<string, { parts: Chunk[]; bytes: number }>();
  const done: Chunk[] = [];
  for (const chunk of chunks) {
    const run = open.get(chunk.scope);
    if (run !== undefined && run.bytes + chunk.frames.length <= JOIN_MAX_BYTES) {
      run.parts.push(chunk);
      run.bytes += chunk.frames.length;
      continue;
    }
    if (run !== undefined) done.push(join(run.parts));
    open.set(chunk.scope, { parts: [chunk], bytes: chunk.frames.length });
  }
  for (const { parts } of open.values()) done.push(join(parts));
  return done.sort((a, b) => a.firstSeq - b.firstSeq);
}

function join(parts: readonly Chunk[]): Chunk {
  const first = parts[0];
  if (parts.length === 1) return first;
  const { lastSeq, timeMs } = parts.at(-1)!;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const frames = new Uint8Array(parts.reduce((sum, part) => sum + part.frames.length, 0));
  let at = 0;
  for (const part of parts) {
    frames.set(part.frames, at);
    at += part.frames.length;
  }
  const { scope, firstSeq } = first;
  const seqs = lastSeq - firstSeq + 1 === count ? undefined : distances(parts, count);
  return { scope, firstSeq, lastSeq, count, timeMs, seqs, frames };
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
