import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Chunk } from "./chunk.ts";

/** A scope that was written to of late. */
export interface Scope {
  readonly id: number;
  readonly name: string;
  /** Messages kept. */
  count: number;
}

/** Which chunk a row is and what it covers, without its content. */
export interface ChunkHead {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
  readonly count: number;
  readonly timeMs: number;
}

/** The columns of a {@linkcode ChunkHead}. */
export const HEAD_COLUMNS =
  "first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, count, time_ms AS timeMs";

/** How a row's content is laid out: whole objects as before version 2, or {@linkcode Chunk.bodies}. */
export const LAYOUT_WHOLE = 1;
const LAYOUT_BODIES = 2;

const SCOPES_CACHED_MAX = 10_000;

/** Chunks and their scopes in the database. Whoever writes has opened a transaction. */
export class ChunkTable {
  /** Scopes by name; the counts of those missing here are in the database. */
  readonly #scopes = new Map<string, Scope>();
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #count: StatementSync;
  readonly #findScope: StatementSync;
  readonly #nameScope: StatementSync;
  readonly #addScope: StatementSync;
  readonly #forget: StatementSync;
  readonly #dropEmpty: StatementSync;

  constructor(sqlite: DatabaseSync) {
    this.#insert = sqlite.prepare(
      `INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ${LAYOUT_BODIES}, ?)`,
    );
    this.#delete = sqlite.prepare("DELETE FROM chunks WHERE first_seq = ?");
    this.#count = sqlite.prepare("SELECT total(count) AS count FROM chunks WHERE scope = ?");
    this.#findScope = sqlite.prepare("SELECT id FROM scopes WHERE name = ?");
    this.#nameScope = sqlite.prepare("SELECT name FROM scopes WHERE id = ?");
    this.#addScope = sqlite.prepare("INSERT INTO scopes (name) VALUES (?)");
    this.#forget = sqlite.prepare(
      "UPDATE scopes SET forgotten_seq = max(forgotten_seq, ?) WHERE id = ?",
    );
    this.#dropEmpty = sqlite.prepare(
      `DELETE FROM scopes WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM chunks WHERE scope = ?1)
        RETURNING name, forgotten_seq AS forgottenSeq`,
    );
  }

  /** Adds a chunk and returns its scope. */
  insert(chunk: Chunk): Scope {
    const scope = this.#ensure(chunk.scope);
    const { firstSeq, lastSeq, count, timeMs, seqs = null, bodies, receiver = null } = chunk;
    this.#insert.run(firstSeq, lastSeq, scope.id, count, timeMs, seqs, bodies, receiver);
    scope.count += count;
    return scope;
  }

  /** Deletes these chunks, has their scopes remember that, and returns the ids of the scopes. */
  remove(heads: readonly ChunkHead[]): Iterable<number> {
    const newest = new Map<number, number>();
    for (const { firstSeq, lastSeq, scopeId, count } of heads) {
      this.#delete.run(firstSeq);
      newest.set(scopeId, Math.max(lastSeq, newest.get(scopeId) ?? 0));
      const cached = this.#scopes.get(this.#nameScope.get(scopeId)!.name as string);
      if (cached !== undefined) cached.count -= count;
    }
    for (const [scopeId, seq] of newest) this.#forget.run(seq, scopeId);
    return newest.keys();
  }

  /** Writes down that a scope has forgotten what is numbered up to `seq`. */
  forget(name: string, seq: number): void {
    this.#forget.run(seq, this.#ensure(name).id);
  }

  /** Deletes a scope without chunks; returns the newest number it had forgotten, if it did so. */
  removeIfEmpty(scopeId: number): number | undefined {
    const row = this.#dropEmpty.get(scopeId);
    if (row === undefined) return undefined;
    this.#scopes.delete(row.name as string);
    return row.forgottenSeq as number;
  }

  /** The scope of this name, if it is there. */
  scope(name: string): Scope | undefined {
    const cached = this.#scopes.get(name);
    if (cached !== undefined) return cached;
    const id = this.#findScope.get(name)?.id as number | undefined;
    if (id === undefined) return undefined;
    return this.#cache({ id, name, count: this.#count.get(id)!.count as number });
  }

  /** Has it ask the database again, as is needed after a transaction that failed. */
  clearCache(): void {
    this.#scopes.clear();
  }

  #ensure(name: string): Scope {
    const known = this.scope(name);
    if (known !== undefined) return known;
    const id = Number(this.#addScope.run(name).lastInsertRowid);
    return this.#cache({ id, name, count: 0 });
  }

  #cache(scope: Scope): Scope {
    if (this.#scopes.size >= SCOPES_CACHED_MAX) {
      for (const oldest of this.#scopes.keys()) {
        this.#scopes.delete(oldest);
        break;
      }
    }
    this.#scopes.set(scope.name, scope);
    return scope;
  }
}
