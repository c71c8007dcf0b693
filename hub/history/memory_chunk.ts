import { type Batch, HEADER_BYTES, type Run, type SlabMemory } from "../../batch/mod.ts";
import { type Rewrite, rewriteObject } from "./amendment.ts";
import type { StoredMessage } from "./log_copy.ts";
import type { HistoryRecord } from "./history.ts";

/** One batch's messages: the bytes that were delivered, or a copy with amended messages. */
export interface Chunk {
  readonly scope: string;
  readonly to: string | undefined;
  bytes: Uint8Array;
  memory: SlabMemory | undefined;
  readonly runs: readonly Run[];
  /** Messages, without notices. */
  readonly count: number;
  readonly lastSeq: number;
}

/** Keeps a batch's messages by reference. */
export function chunkOf({ scope, to, bytes, memory, runs }: Batch): Chunk {
  let count = 0;
  let lastSeq = 0;
  // Without their authors: those would keep the connections of peers that left in memory.
  const kept = runs.map((run) => ({ ...run, author: undefined }));
  for (const run of kept) {
    if (run.firstSeq === 0) continue;
    count += run.count;
    lastSeq = run.firstSeq + run.count - 1;
  }
  return { scope, to, bytes, memory, runs: kept, count, lastSeq };
}

/** Returns a chunk's messages, oldest first, as copies. */
export function messagesOf(chunk: Chunk): StoredMessage[] {
  const { scope, to } = chunk;
  return recordsOf(chunk).map(({ seq, json, timeMs, headBytes }) => ({
    scope,
    ...(to !== undefined && { to }),
    seq,
    timeMs,
    body: json.slice(headBytes),
  }));
}

/** Returns the same, as views of the chunk's bytes. */
export function recordsOf(
  { bytes, runs }: Chunk,
): (HistoryRecord & Pick<Run, "timeMs" | "headBytes">)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const records = [];
  let at = 0;
  for (const { firstSeq, count, timeMs, headBytes } of runs) {
    for (let i = 0; i < count; i++) {
      const end = at + HEADER_BYTES + view.getUint32(at, true);
      const json = bytes.subarray(at + HEADER_BYTES, end);
      // An empty entry is one that an amendment took away.
      if (firstSeq !== 0 && json.length > 0) {
        records.push({ seq: firstSeq + i, json, timeMs, headBytes });
      }
      at = end;
    }
  }
  return records;
}

/** Returns the chunk that a message is in, if it is there: the newest one that begins before it. */
export function chunkWith(chunks: readonly Chunk[], seq: number): Chunk | undefined {
  const chunk = chunks.findLast(({ runs }) => {
    const first = runs.find(({ firstSeq }) => firstSeq !== 0);
    return first !== undefined && first.firstSeq <= seq;
  });
  return chunk !== undefined && chunk.lastSeq >= seq ? chunk : undefined;
}

/** Gives a chunk bytes of its own, in which one message is rewritten. */
export function rewriteChunk(chunk: Chunk, wanted: number, rewrite: Rewrite): void {
  const { bytes, runs, memory } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  for (const { firstSeq, count } of runs) {
    for (let i = 0; i < count; i++) {
      const start = at + HEADER_BYTES;
      const end = start + view.getUint32(at, true);
      if (firstSeq !== 0 && firstSeq + i === wanted) {
        chunk.bytes = replaced(bytes, start, end, rewriteObject(bytes.slice(start, end), rewrite));
        chunk.memory = undefined;
        return memory?.release();
      }
      at = end;
    }
  }
}

/** Returns a copy in which an entry has another content, and its header the size of that. */
function replaced(
  bytes: Uint8Array,
  start: number,
  end: number,
  content: Uint8Array,
): Uint8Array {
  const copy = new Uint8Array(bytes.length - (end - start) + content.length);
  copy.set(bytes.subarray(0, start));
  copy.set(content, start);
  copy.set(bytes.subarray(end), start + content.length);
  new DataView(copy.buffer).setUint32(start - HEADER_BYTES, content.length, true);
  return copy;
}
