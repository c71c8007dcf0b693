import { type Chunk, CHUNK_SPAN_MAX, DISTANCE_BYTES, seqOf } from "../../exchange/chunk.ts";

// A page of a read is about as large. Larger chunks would be read for a small part of them.
const JOIN_MAX_BYTES = 64 * 1024;
// Retention evicts a chunk as a whole once its newest message is too old.
const JOIN_MAX_MS = 60_000;

/**
 * Joins small chunks of the same scope, so that a flush writes fewer rows. Returns chunks in the
 * order of their numbers. The flusher calls it.
 *
 * @param maxCount Returns the most messages that a joined chunk of a scope may hold.
 */
export function joinChunks(
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
    chunk.lastSeq - first.firstSeq < CHUNK_SPAN_MAX &&
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

/** Chunks of one scope that become one chunk. */
interface Joint {
  readonly parts: Chunk[];
  bytes: number;
  count: number;
}
