import type { Batch } from "../../batch/mod.ts";
import { amendmentOf, AMENDMENTS, rewritesOf } from "./amendment.ts";
import type { Eviction, LogCopy, StoredMessage } from "./log_copy.ts";
import type {
  FoundMessage,
  History,
  HistoryPage,
  HistoryQuery,
  HistoryRecord,
  RecentId,
  SearchPage,
} from "./history.ts";
import {
  type Chunk,
  chunkOf,
  chunkWith,
  messagesOf,
  recordsOf,
  rewriteChunk,
} from "./memory_chunk.ts";
import { fit, recordsAfter } from "./memory_read.ts";
import { searchChunks } from "./memory_search.ts";
import type { SearchQuery } from "./search_query.ts";

/** Chunks that are copied before other work goes on. */
const CHUNKS_PER_PART = 64;

/** A history that ends with the process, for `--data off`. It acknowledges every append at once. */
export class MemoryHistory implements History, LogCopy {
  readonly congested = undefined;
  lastSeq = 0;
  readonly #options: MemoryHistoryOptions;
  readonly #scopes = new Map<string, ScopeLog>();
  /** Every chunk, the oldest first. A chunk is evicted from here and from its scope's log. */
  readonly #ages = new Set<Chunk>();
  #bytes = 0;
  #newestSeq = 0;
  #epoch: string;
  /** The newest number that was evicted with a whole scope. */
  #evictedSeq = 0;

  constructor(options: MemoryHistoryOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
  }

  get epoch(): string {
    return this.#epoch;
  }

  nextSeq(): number {
    return ++this.lastSeq;
  }

  hasGiven(seq: number): boolean {
    return seq <= this.lastSeq;
  }

  append(batches: readonly Batch[], onPersisted?: (failure?: string) => void): void {
    for (const batch of batches) {
      if (batch.scope === AMENDMENTS) this.#amend(batch);
      else this.#append(batch);
    }
    onPersisted?.();
  }

  read(query: HistoryQuery): Promise<HistoryPage> {
    const records: HistoryRecord[] = [];
    let complete = true;
    for (const { scope, after: scopeAfter } of query.scopes) {
      const log = this.#scopes.get(scope);
      const after = Math.max(query.after, scopeAfter);
      if (after < Math.max(log?.evictedSeq ?? 0, this.#evictedSeq)) complete = false;
      if (log === undefined) continue;
      records.push(...recordsAfter(log.chunks, after, query.limit + 1));
    }
    records.sort((a, b) => a.seq - b.seq);
    const fitting = fit(records, query);
    const more = records.length > fitting.length;
    return Promise.resolve({ records: fitting, complete, more });
  }

  startOf(scope: string, count: number, beforeSeq = Infinity): Promise<number> {
    const chunks = this.#scopes.get(scope)?.chunks ?? [];
    let left = count;
    for (let i = chunks.length - 1; i >= 0; i--) {
      const records = recordsOf(chunks[i]).filter(({ seq }) => seq < beforeSeq);
      if (records.length >= left) {
        return Promise.resolve(records[records.length - left].seq - 1);
      }
      left -= records.length;
    }
    return Promise.resolve(0);
  }

  find(seq: number): Promise<FoundMessage | undefined> {
    for (const [scope, { chunks }] of this.#scopes) {
      const chunk = chunkWith(chunks, seq);
      const record = chunk && recordsOf(chunk).find((one) => one.seq === seq);
      if (record !== undefined) {
        return Promise.resolve({ scope, seq, json: record.json.slice() });
      }
    }
    return Promise.resolve(undefined);
  }

  search(query: SearchQuery): Promise<SearchPage> {
    return Promise.resolve(searchChunks(this.#scopes, query));
  }

  /** No other process has given numbers of this epoch: nobody can know larger ones. */
  reportSeq(): void {}

  recentIds(): readonly RecentId[] {
    return [];
  }

  hasLost(): boolean {
    return false;
  }

  get newestSeq(): number {
    return this.#newestSeq;
  }

  clear(): Promise<void> {
    for (const { memory } of this.#ages) memory?.release();
    this.#ages.clear();
    this.#scopes.clear();
    this.#bytes = this.#newestSeq = this.#evictedSeq = 0;
    return Promise.resolve();
  }

  finishCopy(epoch: string, evictions: readonly Eviction[]): Promise<void> {
    this.#epoch = epoch;
    for (const { scope, seq } of evictions) {
      const log = scope === undefined ? undefined : this.#scopes.get(scope);
      if (log !== undefined) log.evictedSeq = Math.max(log.evictedSeq, seq);
      else this.#evictedSeq = Math.max(this.#evictedSeq, seq);
    }
    return Promise.resolve();
  }

  async *messages(): AsyncGenerator<readonly StoredMessage[]> {
    for (const chunks = [...this.#ages]; chunks.length > 0;) {
      const part = chunks.splice(0, CHUNKS_PER_PART).filter((chunk) => this.#ages.has(chunk));
      // Copies, since the memory of an evicted chunk may be used again.
      yield part.flatMap(messagesOf);
    }
  }

  evictions(): Promise<readonly Eviction[]> {
    const ofScopes = [...this.#scopes].map(([scope, { evictedSeq }]) => ({
      scope,
      seq: evictedSeq,
    }));
    const evictions: Eviction[] = [...ofScopes, { seq: this.#evictedSeq }];
    return Promise.resolve(evictions.filter(({ seq }) => seq > 0));
  }

  #append(batch: Batch): void {
    const chunk = chunkOf(batch);
    const { scope, bytes, count } = chunk;
    if (count === 0) return;
    this.#newestSeq = Math.max(this.#newestSeq, chunk.lastSeq);
    let log = this.#scopes.get(scope);
    if (log === undefined) {
      log = { chunks: [], count: 0, evictedSeq: 0 };
      this.#scopes.set(scope, log);
    }
    chunk.memory?.retain();
    log.chunks.push(chunk);
    log.count += count;
    this.#ages.add(chunk);
    this.#bytes += bytes.length;
    // Whole chunks are evicted, so at least `retainMessages` stay.
    const { retainMessages, directRetainMessages = retainMessages } = this.#options;
    const retain = /^[@=^~]/.test(scope) ? directRetainMessages : retainMessages;
    while (log.count - log.chunks[0].count >= retain) this.#evict(log);
    while (this.#bytes > this.#options.retainBytes) this.#evictOldest();
  }

  #amend(batch: Batch): void {
    for (let i = 0; i < batch.count; i++) {
      const amendment = amendmentOf(batch.json(i));
      const chunks = this.#scopes.get(amendment.scope)?.chunks ?? [];
      for (const [seq, rewrite] of rewritesOf([amendment])) {
        const chunk = chunkWith(chunks, seq);
        if (chunk === undefined) continue;
        const earlierBytes = chunk.bytes.length;
        rewriteChunk(chunk, seq, rewrite);
        this.#bytes += chunk.bytes.length - earlierBytes;
      }
    }
  }

  #evictOldest(): void {
    for (const oldest of this.#ages) {
      this.#evict(this.#scopes.get(oldest.scope)!);
      return;
    }
  }

  #evict(log: ScopeLog): void {
    const chunk = log.chunks.shift()!;
    this.#ages.delete(chunk);
    chunk.memory?.release();
    this.#bytes -= chunk.bytes.length;
    log.count -= chunk.count;
    log.evictedSeq = chunk.lastSeq;
    if (log.chunks.length === 0) {
      this.#evictedSeq = Math.max(this.#evictedSeq, log.evictedSeq);
      this.#scopes.delete(chunk.scope);
    }
  }
}

/** The limits of a {@linkcode MemoryHistory}. */
export interface MemoryHistoryOptions {
  /** Most messages of each scope. */
  readonly retainMessages: number;
  /** Most messages of a scope that is one peer's own. Absent: `retainMessages`. */
  readonly directRetainMessages?: number;
  /** Most bytes of messages in all. */
  readonly retainBytes: number;
  readonly epoch: string;
}

interface ScopeLog {
  readonly chunks: Chunk[];
  count: number;
  evictedSeq: number;
}
