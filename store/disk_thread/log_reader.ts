import {
  type FoundMessage,
  type HistoryQuery,
  type HistoryRecord,
  type Rewrite,
  rewriteObject,
} from "../../hub/mod.ts";
import type { Committer } from "./committer.ts";
import { isDamage } from "./errors/damage_error.ts";
import type { DamageReport } from "./errors/damage_report.ts";
import type { ChunkTable } from "./tables/chunk_table.ts";
import { isSoundHead, type ReadChunkHead } from "./tables/head_table.ts";
import { findMessage, pendingRewrites } from "./message_finder.ts";
import type { MetaTable } from "./tables/meta_table.ts";
import type { ReadScope } from "./tables/scope_table.ts";
import { eachRecord, seqOf, type Visit } from "../exchange/chunk.ts";
import { eachStored, type StoredContent } from "../exchange/stored_content.ts";
import { type PackedPage, packPage } from "../exchange/packed_page.ts";

/**
 * Reads pages of the log: first the tables, then the records that aren't flushed. `OpenStore` calls
 * it. Damaged messages are left out, and the page isn't `complete`.
 *
 * Three facts show damage that SQLite doesn't notice. Each head has a checksum, which covers the
 * checksum of its chunk's content. Each head names the last number of the scope's chunk before it.
 * The scope's row names the last number of its last chunk.
 */
export class LogReader {
  readonly #options: LogReaderOptions;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** Returns the page that a query asks for. */
  page(query: HistoryQuery): PackedPage {
    let complete = true;
    const records: HistoryRecord[] = [];
    const rewrites = pendingRewrites(this.#options.committer);
    for (const { scope, after } of query.scopes) {
      const reading = newReading(query, rewrites);
      this.#read(scope, Math.max(query.after, after), reading);
      complete &&= reading.isComplete;
      for (const record of reading.records) records.push(record);
    }
    records.sort((a, b) => a.seq - b.seq);
    return packPage(records, query, complete);
  }

  /**
   * Returns the number after which the newest `count` messages of a scope follow, of those before
   * `beforeSeq`.
   */
  startOf(scope: string, count: number, beforeSeq: number): number {
    let left = count;
    for (
      const { firstSeq, count, seqs } of [...this.#options.committer.unwritten(scope)].reverse()
    ) {
      const earlier = countBefore(firstSeq, seqs, count, beforeSeq);
      if (earlier >= left) return seqOf(firstSeq, seqs, earlier - left) - 1;
      left -= earlier;
    }
    try {
      return this.#startInTables(scope, left, beforeSeq);
    } catch (error) {
      if (!isDamage(error)) throw error;
      // The caller reads from the beginning then, meets the same damage and declares it.
      return 0;
    }
  }

  /** Returns the message with a number; undefined if there is none. */
  find(seq: number): FoundMessage | undefined {
    return findMessage(seq, this.#options);
  }

  #startInTables(scope: string, count: number, beforeSeq: number): number {
    const { chunks } = this.#options;
    const id = chunks.scopes.byName(scope)?.id;
    if (id === undefined) return 0;
    let left = count;
    for (const head of chunks.heads.before(id, beforeSeq)) {
      // The read that follows meets this head too, and declares it.
      if (!isSoundHead(head, scope)) continue;
      // A whole chunk is counted without reading its content.
      if (head.count < left && head.lastSeq < beforeSeq) {
        left -= head.count;
        continue;
      }
      const content = this.#contentOf(head);
      if (content === undefined) continue;
      const { firstSeq } = head;
      const seqs = content.seqs ?? undefined;
      const earlier = countBefore(firstSeq, seqs, head.count, beforeSeq);
      if (earlier >= left) return seqOf(firstSeq, seqs, earlier - left) - 1;
      left -= earlier;
    }
    return 0;
  }

  #read(scope: string, after: number, reading: Reading): void {
    const { chunks, committer, meta, report } = this.#options;
    const evictedSeq = Math.max(meta.get().evictedSeq, committer.backlog.droppedOf(scope));
    if (after < evictedSeq) reading.isComplete = false;
    try {
      const row = chunks.scopes.byName(scope);
      if (row !== undefined) this.#readTables(row, Math.max(after, evictedSeq), after, reading);
    } catch (error) {
      if (!isDamage(error)) throw error;
      reading.isComplete = false;
      report.list(scope);
    }
    if (reading.isEnough()) return;
    for (const chunk of committer.unwritten(scope)) {
      eachRecord(chunk, after, reading.visit);
      if (reading.isEnough()) break;
    }
  }

  /** @param knownSeq Up to this number nothing is missing, or the caller has declared it. */
  #readTables(scope: ReadScope, knownSeq: number, after: number, reading: Reading): void {
    const { name, id, isSound, evictedSeq, lastSeq } = scope;
    if (!isSound || after < evictedSeq) reading.isComplete = false;
    // Undefined after a damaged head: nobody knows how many numbers it stood for.
    let reachedSeq: number | undefined = isSound ? Math.max(knownSeq, evictedSeq) : knownSeq;
    let deliveredSeq = after;
    for (const head of this.#options.chunks.heads.after(id, after)) {
      const isNext = deliveredSeq === after || head.firstSeq > deliveredSeq;
      if (!isNext || !isSoundHead(head, name)) {
        this.#missChunk(head, name, reading);
        reachedSeq = undefined;
        continue;
      }
      if (reachedSeq !== undefined && head.prevSeq > reachedSeq) {
        this.#missAfter(reachedSeq, name, reading);
      }
      reachedSeq = head.lastSeq;
      deliveredSeq = head.lastSeq;
      const content = this.#contentOf(head);
      if (content === undefined) this.#missChunk(head, name, reading);
      else eachStored(head.firstSeq, content, after, reading.visit);
      if (reading.isEnough()) return;
    }
    if (isSound && reachedSeq !== undefined && lastSeq > reachedSeq) {
      this.#missAfter(reachedSeq, name, reading);
    }
  }

  #missAfter(seq: number, scope: string, reading: Reading): void {
    reading.isComplete = false;
    this.#options.report.gap(seq, scope);
  }

  #missChunk(head: ReadChunkHead, scope: string, reading: Reading): void {
    reading.isComplete = false;
    this.#options.report.chunk(head, scope);
  }

  /** Returns the content of a chunk; undefined if it is damaged. */
  #contentOf(head: ReadChunkHead): StoredContent | undefined {
    try {
      return this.#options.chunks.contentOf(head);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }
}

/** The parts that a {@linkcode LogReader} reads. */
export interface LogReaderOptions {
  readonly chunks: ChunkTable;
  readonly meta: MetaTable;
  readonly committer: Committer;
  readonly report: DamageReport;
}

/** The messages that were read of one scope: at least as many as fit into the page. */
interface Reading {
  readonly records: HistoryRecord[];
  readonly isEnough: () => boolean;
  readonly visit: Visit;
  /** False if a message of the scope is missing. */
  isComplete: boolean;
}

/** @param rewrites The changes of messages that aren't in the tables yet. */
function newReading(
  { limit, limitBytes }: HistoryQuery,
  rewrites: ReadonlyMap<number, Rewrite>,
): Reading {
  const records: HistoryRecord[] = [];
  let bytes = 0;
  // One more than fits into the page, to know that more follow.
  const isEnough = () => records.length > limit || (records.length > 1 && bytes > limitBytes);
  const visit = (seq: number, stored: Uint8Array) => {
    const rewrite = rewrites.get(seq);
    const json = rewrite === undefined ? stored : rewriteObject(stored, rewrite);
    if (json.length === 0) return true;
    records.push({ seq, json });
    bytes += json.length;
    return !isEnough();
  };
  return { records, isEnough, visit, isComplete: true };
}

/** Counts a chunk's messages with a number below `beforeSeq`. */
function countBefore(
  firstSeq: number,
  seqs: Uint8Array | undefined,
  count: number,
  beforeSeq: number,
): number {
  let earlier = count;
  while (earlier > 0 && seqOf(firstSeq, seqs, earlier - 1) >= beforeSeq) earlier--;
  return earlier;
}
