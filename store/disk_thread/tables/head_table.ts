import type { DatabaseSync, StatementSync } from "node:sqlite";
import { checksumOf } from "../integrity/checksum.ts";
import { completeRows } from "./complete_rows.ts";

/** A chunk's place in its scope and its bounds, without its content. */
export interface Head {
  readonly scopeId: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Messages. */
  readonly count: number;
  /** The time of its newest message, in milliseconds. */
  readonly timeMs: number;
  /** The last number of the scope's chunk before this one, 0 for none: a gap shows by it. */
  readonly prevSeq: number;
  /** The checksum of the chunk's content. */
  readonly contentSum: number;
}

/** A head as it was read: `sum` is its checksum, which stands for it only if it matches. */
export type ReadHead = Head & { readonly sum: number };

/** The columns of a {@linkcode ReadHead}. */
const COLUMNS = `scope AS scopeId, first_seq AS firstSeq, last_seq AS lastSeq, count,
  time_ms AS timeMs, prev_seq AS prevSeq, content_sum AS contentSum, sum`;

/** The parts of a chunk beside its head. */
export interface Content {
  readonly layout: number;
  readonly receiver: string | null | undefined;
  readonly seqs: Uint8Array | null | undefined;
  readonly bodies: Uint8Array;
}

export function contentSumOf({ layout, receiver, seqs, bodies }: Content): number {
  return checksumOf([layout, receiver, seqs, bodies]);
}

/**
 * The heads of all chunks by scope and number. The checksum of each covers its scope's name, so that
 * none is ever taken for another's.
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

  put(head: Head, scopeName: string): void {
    const { scopeId, lastSeq, firstSeq, count, timeMs, prevSeq, contentSum } = head;
    const sum = sumOf(head, scopeName);
    this.#put.run(scopeId, lastSeq, firstSeq, count, timeMs, prevSeq, contentSum, sum);
  }

  delete(scopeId: number, lastSeq: number): void {
    this.#delete.run(scopeId, lastSeq);
  }

  /** The head of the chunk of a scope whose newest message has this number. */
  get(scopeId: number, lastSeq: number): ReadHead | undefined {
    return this.#get.get(scopeId, lastSeq) as unknown as ReadHead | undefined;
  }

  /** The heads of a scope whose newest number is above this one, oldest first. */
  after(scopeId: number, seq: number): Iterable<ReadHead> {
    return rowsOf(completeRows(this.#after, this.#countAfter, scopeId, seq));
  }

  /** The heads of a scope whose first number is below this one, newest first. */
  before(scopeId: number, seq: number): Iterable<ReadHead> {
    return rowsOf(completeRows(this.#before, this.#countBefore, scopeId, seq));
  }

  /** At most `limit` heads of a scope whose newest number is above this one, oldest first. */
  pageAfter(scopeId: number, seq: number, limit: number): ReadHead[] {
    return [...rowsOf(this.#page.all(scopeId, seq, limit))];
  }

  /** Messages of a scope. */
  countOf(scopeId: number): number {
    return this.#messageCount.get(scopeId)!.count as number;
  }

  /** The newest number of a scope's chunks, 0 for none. */
  lastSeqOf(scopeId: number): number {
    return (this.#last.get(scopeId)?.lastSeq ?? 0) as number;
  }
}

/** True where a head is as it was written. */
export function isSoundHead(head: ReadHead, scopeName: string): boolean {
  return head.sum === sumOf(head, scopeName);
}

function sumOf(head: Head, scopeName: string): number {
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

function rowsOf(rows: Iterable<unknown>): Iterable<ReadHead> {
  // The queries name their columns as the interface does.
  return rows as Iterable<ReadHead>;
}
