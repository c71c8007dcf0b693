import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { HistoryQuery, HistoryRecord } from "../hub/history.ts";
import { eachRecord, eachWholeRecord, seqOf, type Visit } from "./chunk.ts";
import { LAYOUT_WHOLE } from "./chunk_table.ts";
import type { Keeper } from "./keeper.ts";
import type { MetaTable } from "./meta_table.ts";
import type { PackedPage } from "./requests.ts";

/** The columns of a row of chunks that hold its messages. */
interface ContentRow {
  readonly firstSeq: number;
  readonly seqs: Uint8Array | null;
  readonly frames: Uint8Array;
  readonly layout: number;
  readonly receiver: string | null;
}

/** Reads the log: what the tables have, and behind it what waits for them. */
export class LogReader {
  readonly #meta: MetaTable;
  readonly #keeper: Keeper;
  readonly #scope: StatementSync;
  readonly #after: StatementSync;
  readonly #newestFirst: StatementSync;
  readonly #seqs: StatementSync;

  constructor(sqlite: DatabaseSync, meta: MetaTable, keeper: Keeper) {
    this.#meta = meta;
    this.#keeper = keeper;
    this.#scope = sqlite.prepare(
      "SELECT id, forgotten_seq AS forgottenSeq FROM scopes WHERE name = ?",
    );
    this.#after = sqlite.prepare(
      `SELECT first_seq AS firstSeq, seqs, frames, layout, receiver FROM chunks
        WHERE scope = ? AND last_seq > ? ORDER BY last_seq`,
    );
    this.#newestFirst = sqlite.prepare(
      `SELECT first_seq AS firstSeq, last_seq AS lastSeq, count FROM chunks
        WHERE scope = ? AND first_seq < ? ORDER BY last_seq DESC`,
    );
    this.#seqs = sqlite.prepare("SELECT seqs FROM chunks WHERE first_seq = ?");
  }

  /** The page that a query asks for. */
  page(query: HistoryQuery): PackedPage {
    const { forgottenSeq } = this.#meta.get();
    let complete = true;
    const records: HistoryRecord[] = [];
    for (const { scope, after: scopeAfter } of query.scopes) {
      const row = this.#scope.get(scope) as { id: number; forgottenSeq: number } | undefined;
      const after = Math.max(query.after, scopeAfter);
      const forgotten = [
        forgottenSeq,
        row?.forgottenSeq ?? 0,
        this.#keeper.backlog.droppedOf(scope),
      ];
      complete &&= after >= Math.max(...forgotten);
      records.push(...this.#recordsAfter(scope, row?.id, after, query));
    }
    records.sort((a, b) => a.seq - b.seq);
    return pack(records, query, complete);
  }

  /** The number after which the newest `count` messages of a scope that come before one follow. */
  startOf(scope: string, count: number, beforeSeq: number): number {
    let left = count;
    for (const { firstSeq, count, seqs } of [...this.#keeper.unwritten(scope)].reverse()) {
      const earlier = countBefore(firstSeq, seqs, count, beforeSeq);
      if (earlier >= left) return seqOf(firstSeq, seqs, earlier - left) - 1;
      left -= earlier;
    }
    const id = this.#scope.get(scope)?.id;
    if (id === undefined) return 0;
    for (const row of this.#newestFirst.iterate(id, beforeSeq)) {
      const { firstSeq, lastSeq, count } = row as {
        firstSeq: number;
        lastSeq: number;
        count: number;
      };
      // Whole chunks are counted without a look at what they hold.
      if (count < left && lastSeq < beforeSeq) {
        left -= count;
        continue;
      }
      const { seqs } = this.#seqs.get(firstSeq) as { seqs: Uint8Array | null };
      const earlier = countBefore(firstSeq, seqs ?? undefined, count, beforeSeq);
      if (earlier >= left) return seqOf(firstSeq, seqs ?? undefined, earlier - left) - 1;
      left -= earlier;
    }
    return 0;
  }

  /** Of one scope at least as many as fit into the page, and one more to tell whether they do. */
  #recordsAfter(
    scope: string,
    id: number | undefined,
    after: number,
    { limit, limitBytes }: HistoryQuery,
  ): HistoryRecord[] {
    const records: HistoryRecord[] = [];
    let bytes = 0;
    const visit = (seq: number, json: Uint8Array) => {
      records.push({ seq, json });
      bytes += json.length;
      return !isEnough();
    };
    const isEnough = () => records.length > limit || (records.length > 1 && bytes > limitBytes);
    if (id !== undefined) {
      for (const row of this.#after.iterate(id, after)) {
        eachRecordOf(row as unknown as ContentRow, after, visit);
        if (isEnough()) return records;
      }
    }
    for (const chunk of this.#keeper.unwritten(scope)) {
      eachRecord(chunk, after, visit);
      if (isEnough()) break;
    }
    return records;
  }
}

function eachRecordOf(row: ContentRow, after: number, visit: Visit): void {
  const { firstSeq, seqs, frames, layout, receiver } = row;
  const content = { firstSeq, seqs: seqs ?? undefined, bodies: frames };
  if (layout === LAYOUT_WHOLE) eachWholeRecord(content, after, visit);
  else eachRecord({ ...content, receiver: receiver ?? undefined }, after, visit);
}

/** How many of a chunk's messages come before a number. */
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
