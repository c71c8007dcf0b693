import { type Batch, HEADER_BYTES } from "./batch.ts";
import type { History, HistoryPage, HistoryQuery, HistoryRecord, RecentId } from "./history.ts";

/** What {@linkcode MemoryHistory} keeps at most. */
export interface MemoryHistoryOptions {
  /** Messages a scope. */
  readonly retainMessages: number;
  /** Bytes of messages in all. */
  readonly retainBytes: number;
  readonly epoch: string;
}

/** One batch's messages: the bytes that were delivered, not a copy of them. */
interface Chunk {
  readonly scope: string;
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
  readonly seqs: readonly number[];
}

interface ScopeLog {
  readonly chunks: Chunk[];
  count: number;
  forgottenSeq: number;
}

/** History that ends with the process: what `--data off` means. Everything settles at once. */
export class MemoryHistory implements History {
  readonly epoch: string;
  readonly congested = undefined;
  lastSeq = 0;
  readonly #options: MemoryHistoryOptions;
  readonly #scopes = new Map<string, ScopeLog>();
  // Every chunk in order of age; a chunk is dropped from both this and its scope's log.
  readonly #ages = new Set<Chunk>();
  #bytes = 0;
  /** The newest number forgotten with a whole scope. */
  #forgottenSeq = 0;

  constructor(options: MemoryHistoryOptions) {
    this.#options = options;
    this.epoch = options.epoch;
  }

  nextSeq(): number {
    return ++this.lastSeq;
  }

  append(batches: readonly Batch[], settled?: (failure?: string) => void): void {
    for (const batch of batches) {
      if (batch.seqs.some((seq) => seq !== 0)) this.#keep(batch);
    }
    settled?.();
  }

  read(query: HistoryQuery): Promise<HistoryPage> {
    const records: HistoryRecord[] = [];
    let complete = query.after >= this.#forgottenSeq;
    for (const { scope, after: scopeAfter } of query.scopes) {
      const log = this.#scopes.get(scope);
      const after = Math.max(query.after, scopeAfter);
      if (log === undefined) continue;
      if (after < log.forgottenSeq) complete = false;
      records.push(...recordsAfter(log, after, query.limit + 1));
    }
    records.sort((a, b) => a.seq - b.seq);
    const fitting = fit(records, query);
    const more = records.length > fitting.length;
    return Promise.resolve({ records: fitting, complete, more });
  }

  startOf(scope: string, count: number): Promise<number> {
    const chunks = this.#scopes.get(scope)?.chunks ?? [];
    let left = count;
    for (let i = chunks.length - 1; i >= 0; i--) {
      const seqs = chunks[i].seqs.filter((seq) => seq !== 0);
      if (seqs.length >= left) return Promise.resolve(seqs[seqs.length - left] - 1);
      left -= seqs.length;
    }
    return Promise.resolve(0);
  }

  recentIds(): readonly RecentId[] {
    return [];
  }

  #keep(batch: Batch): void {
    const { scope, bytes, offsets, seqs } = batch;
    const chunk = { scope, bytes, offsets, seqs };
    let log = this.#scopes.get(scope);
    if (log === undefined) {
      log = { chunks: [], count: 0, forgottenSeq: 0 };
      this.#scopes.set(scope, log);
    }
    log.chunks.push(chunk);
    log.count += batch.count;
    this.#ages.add(chunk);
    this.#bytes += bytes.length;
    // Whole chunks go, so at least `retainMessages` stay.
    while (log.count - log.chunks[0].seqs.length >= this.#options.retainMessages) this.#drop(log);
    while (this.#bytes > this.#options.retainBytes) this.#dropOldest();
  }

  #dropOldest(): void {
    for (const oldest of this.#ages) {
      this.#drop(this.#scopes.get(oldest.scope)!);
      return;
    }
  }

  #drop(log: ScopeLog): void {
    const chunk = log.chunks.shift()!;
    this.#ages.delete(chunk);
    this.#bytes -= chunk.bytes.length;
    log.count -= chunk.seqs.length;
    log.forgottenSeq = Math.max(log.forgottenSeq, ...chunk.seqs);
    if (log.chunks.length === 0) {
      this.#forgottenSeq = Math.max(this.#forgottenSeq, log.forgottenSeq);
      this.#scopes.delete(chunk.scope);
    }
  }
}

function recordsAfter(log: ScopeLog, after: number, limit: number): HistoryRecord[] {
  const records: HistoryRecord[] = [];
  for (const { bytes, offsets, seqs } of log.chunks) {
    if (records.length >= limit) break;
    for (let i = 0; i < seqs.length; i++) {
      if (seqs[i] <= after || seqs[i] === 0) continue;
      const json = bytes.subarray(offsets[i] + HEADER_BYTES, offsets[i + 1]);
      records.push({ seq: seqs[i], json });
    }
  }
  return records.slice(0, limit);
}

/** The first records within the query's limits, but at least one. */
function fit(records: readonly HistoryRecord[], query: HistoryQuery): readonly HistoryRecord[] {
  let bytes = 0;
  let count = 0;
  for (const { json } of records) {
    bytes += json.length;
    if (count === query.limit || (count > 0 && bytes > query.limitBytes)) break;
    count++;
  }
  return records.slice(0, count);
}
