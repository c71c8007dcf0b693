import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Chunk } from "../../exchange/chunk.ts";
import { DamageError } from "../errors/damage_error.ts";
import type { MetaTable } from "./meta_table.ts";
import { type Content, contentSumOf, type Head, HeadTable } from "./head_table.ts";
import { ScopeTable } from "./scope_table.ts";

/** A scope that was written to of late. */
export interface Scope {
  readonly id: number;
  readonly name: string;
  /** Messages kept. */
  count: number;
  /** The newest number that was forgotten. */
  evictedSeq: number;
  /** The newest number in the tables, or that was. */
  lastSeq: number;
  /** False where its row is damaged: it has to be written before it is relied on. */
  isSound: boolean;
}

/** The layout of a row's content: whole objects as before version 2, or {@linkcode Chunk.bodies}. */
export const LAYOUT_WHOLE = 1;
const LAYOUT_BODIES = 2;

const SCOPES_CACHED_MAX = 10_000;

/** Chunks and their scopes in the database. Whoever writes has opened a transaction. */
export class ChunkTable {
  readonly heads: HeadTable;
  readonly scopes: ScopeTable;
  /** Scopes by name; the counts of those missing here are in the database. */
  readonly #cached = new Map<string, Scope>();
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #content: StatementSync;

  constructor(sqlite: DatabaseSync, meta: MetaTable) {
    this.heads = new HeadTable(sqlite);
    this.scopes = new ScopeTable(sqlite, meta);
    this.#insert = sqlite.prepare(
      `INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ${LAYOUT_BODIES}, ?)`,
    );
    this.#delete = sqlite.prepare("DELETE FROM chunks WHERE first_seq = ?");
    this.#content = sqlite.prepare(
      "SELECT seqs, frames AS bodies, layout, receiver FROM chunks WHERE first_seq = ?",
    );
  }

  /** Adds a chunk and returns its scope. */
  insert(chunk: Chunk): Scope {
    const scope = this.#ensure(chunk.scope, chunk.firstSeq - 1);
    const { firstSeq, lastSeq, count, timeMs, seqs = null, bodies, receiver = null } = chunk;
    this.#insert.run(firstSeq, lastSeq, scope.id, count, timeMs, seqs, bodies, receiver);
    const contentSum = contentSumOf({ layout: LAYOUT_BODIES, receiver, seqs, bodies });
    const prevSeq = scope.lastSeq;
    const head = { scopeId: scope.id, firstSeq, lastSeq, count, timeMs, prevSeq, contentSum };
    this.heads.put(head, scope.name);
    scope.lastSeq = lastSeq;
    scope.count += count;
    this.scopes.write(scope);
    return scope;
  }

  /**
   * Reads the content of a chunk.
   *
   * @throws {DamageError} Where it isn't there, or isn't what was written.
   */
  contentOf({ firstSeq, contentSum }: Head): Content {
    // The query names its columns as the interface does.
    const content = this.#content.get(firstSeq) as unknown as Content | undefined;
    if (content === undefined || contentSumOf(content) !== contentSum) {
      throw new DamageError(`The chunk ${firstSeq} isn't what was written.`);
    }
    return content;
  }

  /** Deletes these chunks, has their scopes remember that, and returns the scopes. */
  remove(heads: readonly Head[]): Iterable<Scope> {
    const newest = new Map<Scope, number>();
    for (const { firstSeq, lastSeq, scopeId, count } of heads) {
      this.#delete.run(firstSeq);
      this.heads.delete(scopeId, lastSeq);
      const scope = this.#byId(scopeId);
      if (scope === undefined) continue;
      newest.set(scope, Math.max(lastSeq, newest.get(scope) ?? 0));
      scope.count -= count;
    }
    for (const [scope, seq] of newest) this.#markEvicted(scope, seq);
    return newest.keys();
  }

  /** Deletes a chunk to which no head leads: nobody can read it. */
  removeStray(firstSeq: number): void {
    this.#delete.run(firstSeq);
  }

  /** Deletes a damaged head, and the chunk to which it leads. */
  removeDamaged(
    { firstSeq, scopeId, lastSeq }: Pick<Head, "firstSeq" | "scopeId" | "lastSeq">,
  ): void {
    this.#delete.run(firstSeq);
    this.heads.delete(scopeId, lastSeq);
  }

  /** Writes down that a scope has forgotten what is numbered up to `seq`. */
  markEvicted(name: string, seq: number): void {
    this.#markEvicted(this.#ensure(name, seq), seq);
  }

  /** Deletes a scope without chunks; returns whether it did. */
  removeIfEmpty(scope: Scope): boolean {
    if (this.heads.lastSeqOf(scope.id) > 0) return false;
    this.scopes.drop(scope);
    this.#cached.delete(scope.name);
    return true;
  }

  /** The scope of this name, if it is there. */
  scope(name: string): Scope | undefined {
    const cached = this.#cached.get(name);
    if (cached !== undefined) return cached;
    const row = this.scopes.byName(name);
    if (row === undefined) return undefined;
    return this.#cache({ ...row, count: this.heads.countOf(row.id) });
  }

  /** Has it ask the database again, as is needed after a transaction that failed. */
  reload(): void {
    this.#cached.clear();
  }

  #byId(id: number): Scope | undefined {
    const row = this.scopes.byId(id);
    return row && this.scope(row.name);
  }

  #markEvicted(scope: Scope, seq: number): void {
    if (!scope.isSound) this.#repair(scope, seq);
    scope.evictedSeq = Math.max(scope.evictedSeq, seq);
    this.scopes.write(scope);
  }

  /** @param beforeSeq Up to here all is forgotten where the scope's row doesn't say what is. */
  #ensure(name: string, beforeSeq: number): Scope {
    const known = this.scope(name);
    if (known === undefined) {
      return this.#cache({ ...this.scopes.add(name), count: 0, isSound: true });
    }
    if (!known.isSound) {
      this.#repair(known, beforeSeq);
      this.scopes.write(known);
    }
    return known;
  }

  #repair(scope: Scope, beforeSeq: number): void {
    scope.isSound = true;
    scope.lastSeq = this.heads.lastSeqOf(scope.id);
    scope.evictedSeq = Math.max(scope.lastSeq, beforeSeq);
  }

  #cache(scope: Scope): Scope {
    if (this.#cached.size >= SCOPES_CACHED_MAX) {
      for (const oldest of this.#cached.keys()) {
        this.#cached.delete(oldest);
        break;
      }
    }
    this.#cached.set(scope.name, scope);
    return scope;
  }
}
