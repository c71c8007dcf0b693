import type { DatabaseSync, StatementSync } from "node:sqlite";
import { checksumOf } from "../integrity/checksum.ts";
import { addRow, EMPTY_DIGEST, removeRow, type TableDigest } from "../integrity/table_digest.ts";
import { completeRows } from "./complete_rows.ts";
import type { MetaTable } from "./meta_table.ts";

const COLUMNS = "id, name, forgotten_seq AS evictedSeq, last_seq AS lastSeq, sum";

/**
 * The rows of all scopes, each with a checksum. The caller of `add`, `write` and `drop` has opened
 * a transaction.
 */
export class ScopeTable {
  readonly #meta: MetaTable;
  readonly #byName: StatementSync;
  readonly #byId: StatementSync;
  readonly #all: StatementSync;
  readonly #count: StatementSync;
  readonly #next: StatementSync;
  readonly #add: StatementSync;
  readonly #update: StatementSync;
  readonly #drop: StatementSync;

  constructor(sqlite: DatabaseSync, meta: MetaTable) {
    this.#meta = meta;
    this.#byName = sqlite.prepare(`SELECT ${COLUMNS} FROM scopes WHERE name = ?`);
    this.#byId = sqlite.prepare(`SELECT ${COLUMNS} FROM scopes WHERE id = ?`);
    this.#all = sqlite.prepare(`SELECT ${COLUMNS} FROM scopes NOT INDEXED ORDER BY id`);
    this.#count = sqlite.prepare("SELECT count(*) AS count FROM scopes NOT INDEXED");
    this.#next = sqlite.prepare(`SELECT ${COLUMNS} FROM scopes WHERE id > ? ORDER BY id LIMIT 1`);
    this.#add = sqlite.prepare("INSERT INTO scopes (name) VALUES (?)");
    this.#update = sqlite.prepare(
      "UPDATE scopes SET forgotten_seq = ?, last_seq = ?, sum = ? WHERE id = ?",
    );
    this.#drop = sqlite.prepare("DELETE FROM scopes WHERE id = ?");
  }

  byName(name: string): ReadScope | undefined {
    const row = readOf(this.#byName.get(name));
    // A damaged index may lead to another scope's row.
    return row && { ...row, name, isSound: row.isSound && row.name === name };
  }

  byId(id: number): ReadScope | undefined {
    return readOf(this.#byId.get(id));
  }

  /** Returns the scope with the next larger id. */
  nextAfter(id: number): ReadScope | undefined {
    return readOf(this.#next.get(id));
  }

  /** Iterates over all scopes, without an index. */
  *all(): Generator<ReadScope> {
    for (const row of completeRows(this.#all, this.#count)) yield readOf(row)!;
  }

  add(name: string): ScopeRow {
    const id = Number(this.#add.run(name).lastInsertRowid);
    const row = { id, name, evictedSeq: 0, lastSeq: 0 };
    this.write(row);
    this.#meta.write({ scopes: addRow(this.#meta.get().scopes, nameSum(row)) });
    return row;
  }

  write(row: ScopeRow): void {
    this.#update.run(row.evictedSeq, row.lastSeq, checksumOfScope(row), row.id);
  }

  drop(row: ScopeRow): void {
    this.#drop.run(row.id);
    this.#meta.write({ scopes: removeRow(this.#meta.get().scopes, nameSum(row)) });
  }
}

/** The row of a scope: a room's or a peer's part of the log. */
export interface ScopeRow {
  readonly id: number;
  readonly name: string;
  /** The newest number that was evicted, or lost. */
  readonly evictedSeq: number;
  /** The newest number that was ever in the tables. */
  readonly lastSeq: number;
}

/** A row as it was read. `isSound` is false if its checksum doesn't match. */
export interface ReadScope extends ScopeRow {
  readonly isSound: boolean;
}

/** Returns the checksum of a scope's row. */
function checksumOfScope({ id, name, evictedSeq, lastSeq }: ScopeRow): number {
  return checksumOf([id, name, evictedSeq, lastSeq]);
}

/** Returns the digest of these scopes. */
export function digestOfScopes(rows: Iterable<Pick<ScopeRow, "id" | "name">>): TableDigest {
  let digest = EMPTY_DIGEST;
  for (const row of rows) digest = addRow(digest, nameSum(row));
  return digest;
}

function nameSum({ id, name }: Pick<ScopeRow, "id" | "name">): number {
  return checksumOf([id, name]);
}

function readOf(row: Record<string, unknown> | undefined): ReadScope | undefined {
  if (row === undefined) return undefined;
  // The queries name their columns as the interface does.
  const scope = row as unknown as ScopeRow;
  return { ...scope, isSound: row.sum === checksumOfScope(scope) };
}
