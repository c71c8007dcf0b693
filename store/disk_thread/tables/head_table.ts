import type { DatabaseSync, StatementSync } from "node:sqlite";
import { checksumOf } from "../integrity/checksum.ts";
import { completeRows } from "./complete_rows.ts";
import type { StoredContent } from "../../exchange/stored_content.ts";

/** The columns of a {@linkcode ReadChunkHead}. */
const COLUMNS = `scope AS scopeId, first_seq AS firstSeq, last_seq AS lastSeq, count,
  time_ms AS timeMs, prev_seq AS prevSeq, content_sum AS contentSum, sum`;

export function contentSumOf({ layout, receiver, seqs, bodies }: StoredContent): number {
  return checksumOf([layout, receiver, seqs, bodies]);
}

/**
 * The heads of all chunks, by scope and number. The checksum of a head covers its scope's name, so
 * no head is taken for another scope's. The caller of `put` and `delete` has opened a transaction.
 */
export class HeadTable {
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #get: StatementSync;
  readonly #after: StatementSync;
  readonly #countAfter: StatementSync;
  readonly #before: StatementSync;
  readonly #countBefore: StatementSync;
  readonly #messageCount: StatementSync;
  readonly #last: StatementSync;
  readonly #page: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#put = sqlite.prepare("INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    this.#delete = sqlite.prepare("DELETE FROM heads WHERE scope = ? AND last_seq = ?");
    this.#get = sqlite.prepare(
      `SELECT ${COLUMNS} FROM heads WHERE scope = ? AND last_seq = ?`,
    );
    this.#after = sqlite.prepare(
      `SELECT ${COLUMNS} FROM heads WHERE scope = ? AND last_seq > ? ORDER BY last_seq`,
    );
    this.#countAfter = sqlite.prepare(
      "SELECT count(*) AS count FROM heads WHERE scope = ? AND last_seq > ?",
    );
    this.#before = sqlite.prepare(
      `SELECT ${COLUMNS} FROM heads WHERE scope = ? AND first_seq < ? ORDER BY last_seq DESC`,
    );
    this.#countBefore = sqlite.prepare(
      "SELECT count(*) AS count FROM heads WHERE scope = ? AND first_seq < ?",
    );
    this.#last = sqlite.prepare(
      "SELECT last_seq AS lastSeq FROM heads WHERE scope = ? ORDER BY last_seq DESC LIMIT 1",
    );
    this.#messageCount = sqlite.prepare("SELECT total(count) AS count FROM heads WHERE scope = ?");
    this.#page = sqlite.prepare(
      `SELECT ${COLUMNS} FROM heads WHERE scope = ? AND last_seq > ? ORDER BY last_seq LIMIT ?`,
    );
  }

  put(head: ChunkHead, scopeName: string): void {
    const { scopeId, lastSeq, firstSeq, count, timeMs, prevSeq, contentSum } = head;
    const sum = sumOf(head, scopeName);
    this.#put.run(scopeId, lastSeq, firstSeq, count, timeMs, prevSeq, contentSum, sum);
  }

  delete(scopeId: number, lastSeq: number): void {
    this.#delete.run(scopeId, lastSeq);
  }

  /** Returns the head of a scope's chunk that ends with this number. */
  get(scopeId: number, lastSeq: number): ReadChunkHead | undefined {
    return this.#get.get(scopeId, lastSeq) as unknown as ReadChunkHead | undefined;
  }

  /**
   * Iterates over a scope's heads that end above this number, oldest first.
   *
   * @throws {Error} Damage: a page can't be read. Thrown after the heads before that page.
   */
  after(scopeId: number, seq: number): Iterable<ReadChunkHead> {
    return rowsOf(completeRows(this.#after, this.#countAfter, scopeId, seq));
  }

  /**
   * Iterates over a scope's heads that begin below this number, newest first.
   *
   * @throws {Error} Damage: a page can't be read. Thrown after the heads before that page.
   */
  before(scopeId: number, seq: number): Iterable<ReadChunkHead> {
    return rowsOf(completeRows(this.#before, this.#countBefore, scopeId, seq));
  }

  /** Returns the oldest heads of a scope that end above this number, at most `limit`. */
  pageAfter(scopeId: number, seq: number, limit: number): ReadChunkHead[] {
    return [...rowsOf(this.#page.all(scopeId, seq, limit))];
  }

  /** Returns the number of a scope's messages. */
  countOf(scopeId: number): number {
    return this.#messageCount.get(scopeId)!.count as number;
  }

  /** Returns the newest number of a scope's chunks, 0 for none. */
  lastSeqOf(scopeId: number): number {
    return (this.#last.get(scopeId)?.lastSeq ?? 0) as number;
  }
}

/** A chunk without its content: its scope and its bounds. */
export interface ChunkHead {
  readonly scopeId: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Messages. */
  readonly count: number;
  /** The time of its newest message, in milliseconds. */
  readonly timeMs: number;
  /**
   * The last number of the scope's chunk before this one, 0 for none. A missing chunk shows by it.
   */
  readonly prevSeq: number;
  /** The checksum of the chunk's content. */
  readonly contentSum: number;
}

/** A head as it was read. Its checksum `sum` may not match: see {@linkcode isSoundHead}. */
export type ReadChunkHead = ChunkHead & { readonly sum: number };

/** Returns true if a head is as it was written. */
export function isSoundHead(head: ReadChunkHead, scopeName: string): boolean {
  return head.sum === sumOf(head, scopeName);
}

function sumOf(head: ChunkHead, scopeName: string): number {
  const { scopeId, firstSeq, lastSeq, count, timeMs, prevSeq, contentSum } = head;
  return checksumOf([
    scopeName,
    scopeId,
    firstSeq,
    lastSeq,
    count,
    timeMs,
    prevSeq,
    contentSum,
  ]);
}

function rowsOf(rows: Iterable<unknown>): Iterable<ReadChunkHead> {
  // The queries name their columns as the interface does.
  return rows as Iterable<ReadChunkHead>;
}
