import type { HistoryQuery, HistoryRecord } from "../../hub/mod.ts";
import { eachRecord, eachWholeRecord, seqOf, type Visit } from "../exchange/chunk.ts";
import { type ChunkTable, LAYOUT_WHOLE } from "./tables/chunk_table.ts";
import { isDamage } from "./errors/damage_error.ts";
import type { DamageReport } from "./errors/damage_report.ts";
import type { Committer } from "./committer.ts";
import type { MetaTable } from "./tables/meta_table.ts";
import type { PackedPage } from "../exchange/requests.ts";
import { type Content, isSoundHead, type ReadHead } from "./tables/head_table.ts";
import type { ReadScope } from "./tables/scope_table.ts";

/** The parts that a {@linkcode LogReader} reads. */
export interface LogReaderOptions {
  readonly chunks: ChunkTable;
  readonly meta: MetaTable;
  readonly committer: Committer;
  readonly report: DamageReport;
}

/** The messages read of one scope, at least as many as fit into the page. */
interface Reading {
  readonly records: HistoryRecord[];
  readonly isEnough: () => boolean;
  readonly visit: Visit;
  /** False where something of it is missing. */
  isComplete: boolean;
}

/**
 * Reads the log: what the tables have, and behind it what waits for them. What is damaged is left out,
 * and the answer isn't complete then.
 *
 * Each head has a checksum, with one of its chunk's content in it, and names the number that its
 * scope's chunk before it ends with; the scope's own row names the last. So whatever of the three is
 * altered or missing shows, wherever SQLite finds nothing wrong.
 */
export class LogReader {
  readonly #options: LogReaderOptions;

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** The page that a query asks for. */
  page(query: HistoryQuery): PackedPage {
    let complete = true;
    const records: HistoryRecord[] = [];
    for (const { scope, after } of query.scopes) {
      const reading = newReading(query);
      this.#read(scope, Math.max(query.after, after), reading);
      complete &&= reading.isComplete;
      for (const record of reading.records) records.push(record);
    }
    records.sort((a, b) => a.seq - b.seq);
    return pack(records, query, complete);
  }

  /** The number after which the newest `count` messages of a scope that come before one follow. */
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
      // A read from the beginning meets the same damage, and says so.
      return 0;
    }
  }

  #startInTables(scope: string, count: number, beforeSeq: number): number {
    const { chunks } = this.#options;
    const id = chunks.scopes.byName(scope)?.id;
    if (id === undefined) return 0;
    let left = count;
    for (const head of chunks.heads.before(id, beforeSeq)) {
      // The read that follows comes past it, and says so.
      if (!isSoundHead(head, scope)) continue;
      // Whole chunks are counted without a look at what they hold.
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

  /** @param knownSeq Up to here nothing is missed, or it was said already that it is. */
  #readTables(scope: ReadScope, knownSeq: number, after: number, reading: Reading): void {
    const { name, id, isSound, evictedSeq, lastSeq } = scope;
    if (!isSound || after < evictedSeq) reading.isComplete = false;
    // Undefined behind a head that is damaged: so many as it stood for are known to be missing.
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
      else visitAll(head, content, after, reading.visit);
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

  #missChunk(head: ReadHead, scope: string, reading: Reading): void {
    reading.isComplete = false;
    this.#options.report.chunk(head, scope);
  }

  /** The content of a chunk; undefined where it isn't what was written. */
  #contentOf(head: ReadHead): Content | undefined {
    try {
      return this.#options.chunks.contentOf(head);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }
}

function newReading({ limit, limitBytes }: HistoryQuery): Reading {
  const records: HistoryRecord[] = [];
  let bytes = 0;
  // One more than fit into the page, to tell whether they do.
  const isEnough = () => records.length > limit || (records.length > 1 && bytes > limitBytes);
  const visit = (seq: number, json: Uint8Array) => {
    records.push({ seq, json });
    bytes += json.length;
    return !isEnough();
  };
  return { records, isEnough, visit, isComplete: true };
}

function visitAll({ firstSeq }: ReadHead, content: Content, after: number, visit: Visit): void {
  const { layout, receiver, bodies } = content;
  const seqs = content.seqs ?? undefined;
  if (layout === LAYOUT_WHOLE) eachWholeRecord({ firstSeq, seqs, bodies }, after, visit);
  else eachRecord({ firstSeq, seqs, bodies, receiver: receiver ?? undefined }, after, visit);
}

/** Counts a chunk's messages that come before a number. */
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

/** Copies the first records within the query's limits, but at least one, into one buffer. */
function pack(
  records: readonly HistoryRecord[],
  { limit, limitBytes }: HistoryQuery,
  complete: boolean,
): PackedPage {
  const seqs: number[] = [];
  const ends: number[] = [];
  let bytes = 0;
  for (const { seq, json } of records) {
    if (seqs.length === limit || (seqs.length > 0 && bytes + json.length > limitBytes)) break;
    bytes += json.length;
    seqs.push(seq);
    ends.push(bytes);
  }
  const page = new Uint8Array(bytes);
  for (let i = 0; i < seqs.length; i++) page.set(records[i].json, i === 0 ? 0 : ends[i - 1]);
  return { buffer: page.buffer, seqs, ends, complete, more: records.length > seqs.length };
}
