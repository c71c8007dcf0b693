import type { StatementSync } from "node:sqlite";
import { isDamage } from "../errors/damage_error.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import { CHUNK_SPAN_MAX } from "../../exchange/chunk.ts";

const PAGE_ROWS = 512;
// Rows that a search reads at most, also those of scopes that it doesn't want.
const ROWS_MAX = 20_000;

/** The place of a chunk in the tables. */
export interface ChunkPosition {
  readonly scope: string;
  readonly scopeId: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Lists the newest chunks of the tables by their numbers, without their content. */
export class RecentChunks {
  readonly #chunks: ChunkTable;
  readonly #page: StatementSync;
  readonly #floor: StatementSync;
  readonly #newest: StatementSync;

  constructor(chunks: ChunkTable) {
    this.#chunks = chunks;
    this.#page = chunks.sqlite.prepare(
      `SELECT first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, count FROM chunks
        WHERE first_seq < ? AND first_seq > ? ORDER BY first_seq DESC LIMIT ${PAGE_ROWS}`,
    );
    this.#floor = chunks.sqlite.prepare(
      `SELECT max(last_seq) AS seq FROM chunks
        WHERE first_seq < :seq AND first_seq > :seq - ${CHUNK_SPAN_MAX}`,
    );
    this.#newest = chunks.sqlite.prepare(
      "SELECT max(first_seq) AS seq FROM chunks WHERE first_seq < ?",
    );
  }

  /**
   * Returns a number that no message below another number exceeds; undefined if there is none.
   *
   * @throws {DamageError} The table is damaged.
   */
  lastSeqBelow(beforeSeq: number): number | undefined {
    const { seq } = this.#newest.get(beforeSeq) as { seq: number | null };
    return seq === null ? undefined : Math.min(beforeSeq - 1, seq + CHUNK_SPAN_MAX - 1);
  }

  /** Returns the newest chunks that begin below a number. */
  before(beforeSeq: number, { after, isWanted, maxMessages }: RecentOptions): RecentPositions {
    const positions: ChunkPosition[] = [];
    const names = new Map<number, string | undefined>();
    let left = maxMessages;
    let rowsLeft = ROWS_MAX;
    for (let at = beforeSeq; left > 0 && rowsLeft > 0; rowsLeft -= PAGE_ROWS) {
      const rows = this.#rows(at, after);
      for (const { firstSeq, lastSeq, scopeId, count } of rows) {
        at = firstSeq;
        if (!names.has(scopeId)) names.set(scopeId, this.#nameOf(scopeId, isWanted));
        const scope = names.get(scopeId);
        if (scope === undefined) continue;
        positions.push({ scope, scopeId, firstSeq, lastSeq });
        left -= count;
      }
      if (rows.length < PAGE_ROWS) return { positions, floorSeq: 0 };
      if (left <= 0 || rowsLeft <= PAGE_ROWS) {
        return { positions, floorSeq: (this.#floor.get({ seq: at })!.seq ?? 0) as number };
      }
    }
    return { positions, floorSeq: 0 };
  }

  #rows(beforeSeq: number, after: number): Row[] {
    try {
      // The query names its columns as the interface does.
      return this.#page.all(beforeSeq, after) as unknown as Row[];
    } catch (error) {
      // A read of the scope declares the damage.
      if (!isDamage(error)) throw error;
      return [];
    }
  }

  #nameOf(scopeId: number, isWanted: RecentOptions["isWanted"]): string | undefined {
    const name = this.#chunks.scopes.byId(scopeId)?.name;
    return name !== undefined && isWanted(name) ? name : undefined;
  }
}

/** The scopes that are wanted, and the limit. */
export interface RecentOptions {
  readonly isWanted: (scope: string) => boolean;
  /** Only chunks that begin above this number. */
  readonly after: number;
  /** Messages after which the list ends. */
  readonly maxMessages: number;
}

/** A list of chunks, in no sequence. */
export interface RecentPositions {
  readonly positions: readonly ChunkPosition[];
  /** No chunk that isn't listed has a larger number; 0: all are listed. */
  readonly floorSeq: number;
}

interface Row {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
  readonly count: number;
}
