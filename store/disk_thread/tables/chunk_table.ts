import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DamageError, isDamage } from "../errors/damage_error.ts";
import {
  type ChunkHead,
  contentSumOf,
  HeadTable,
  isSoundHead,
  type ReadChunkHead,
} from "./head_table.ts";
import type { MetaTable } from "./meta_table.ts";
import type { SearchIndex } from "../search/search_index.ts";
import { ScopeTable } from "./scope_table.ts";
import type { Rewrite } from "../../../hub/mod.ts";
import { type Chunk, CHUNK_SPAN_MAX, hasSeq } from "../../exchange/chunk.ts";
import { LAYOUT_BODIES, rewriteStored, type StoredContent } from "../../exchange/stored_content.ts";

const SCOPES_CACHED_MAX = 10_000;

/**
 * The chunks and their scopes in the database. The flusher writes, retention deletes, reads and the
 * scrub read. The caller of a method that writes has opened a transaction.
 */
export class ChunkTable {
  readonly heads: HeadTable;
  readonly scopes: ScopeTable;
  /** Told of each chunk that changes; undefined: there is no index. */
  index: SearchIndex | undefined;
  /** The scopes that were used lately, by name. The database has the counts of all others. */
  readonly #cached = new Map<string, Scope>();
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #content: StatementSync;
  readonly #around: StatementSync;
  readonly #rewrite: StatementSync;

  constructor(readonly sqlite: DatabaseSync, meta: MetaTable) {
    this.heads = new HeadTable(sqlite);
    this.scopes = new ScopeTable(sqlite, meta);
    this.#insert = sqlite.prepare(
      `INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ${LAYOUT_BODIES}, ?)`,
    );
    this.#delete = sqlite.prepare("DELETE FROM chunks WHERE first_seq = ?");
    this.#content = sqlite.prepare(
      "SELECT seqs, frames AS bodies, layout, receiver FROM chunks WHERE first_seq = ?",
    );
    this.#around = sqlite.prepare(
      `SELECT first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, count, seqs
        FROM chunks WHERE first_seq <= :seq AND first_seq > :seq - ${CHUNK_SPAN_MAX}
        ORDER BY first_seq DESC`,
    );
    this.#rewrite = sqlite.prepare("UPDATE chunks SET frames = ? WHERE first_seq = ?");
  }

  /** Writes a chunk and returns its scope. */
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
    if (this.index !== undefined) this.index.isBehind = true;
    return scope;
  }

  /**
   * Reads the content of a chunk.
   *
   * @throws {DamageError} The content is missing or damaged.
   */
  contentOf({ firstSeq, contentSum }: ChunkHead): StoredContent {
    // The query names its columns as the interface does.
    const content = this.#content.get(firstSeq) as unknown as StoredContent | undefined;
    if (content === undefined || contentSumOf(content) !== contentSum) {
      throw new DamageError(`The chunk ${firstSeq} isn't what was written.`);
    }
    return content;
  }

  /**
   * Returns the chunk that holds a message; undefined if there is none.
   *
   * @throws {DamageError} The chunk is damaged.
   */
  placeOf(seq: number): ChunkPlace | undefined {
    for (const row of this.#around.iterate({ seq })) {
      // The query names its columns as the interface does.
      const { seqs, ...chunk } = row as unknown as ChunkHead & { seqs: Uint8Array | null };
      if (!hasSeq({ ...chunk, seqs: seqs ?? undefined }, seq)) continue;
      const scope = this.scopes.byId(chunk.scopeId)?.name;
      const head = this.heads.get(chunk.scopeId, chunk.lastSeq);
      if (scope === undefined || head === undefined || !isSoundHead(head, scope)) return undefined;
      return { scope, head, content: this.contentOf(head) };
    }
    return undefined;
  }

  /**
   * Rewrites messages of a scope, so that no file has their earlier texts once the write-ahead log is
   * emptied. Messages that were evicted, and damaged chunks, are left out.
   */
  rewrite(name: string, rewrites: ReadonlyMap<number, Rewrite>): void {
    const id = this.scopes.byName(name)?.id;
    if (id === undefined) return;
    let doneSeq = 0;
    // SQLite overwrites what a row no longer needs.
    this.sqlite.exec("PRAGMA secure_delete = ON");
    try {
      for (const seq of [...rewrites.keys()].sort((a, b) => a - b)) {
        if (seq <= doneSeq) continue;
        const [head] = this.heads.pageAfter(id, seq - 1, 1);
        if (head === undefined || head.firstSeq > seq || !isSoundHead(head, name)) continue;
        this.#rewriteChunk(head, name, rewrites);
        doneSeq = head.lastSeq;
      }
    } finally {
      this.sqlite.exec("PRAGMA secure_delete = FAST");
    }
  }

  #rewriteChunk(
    head: ReadChunkHead,
    scope: string,
    rewrites: ReadonlyMap<number, Rewrite>,
  ): void {
    try {
      const content = this.contentOf(head);
      const bodies = rewriteStored(head.firstSeq, content, rewrites);
      if (bodies === undefined) return;
      this.index?.forget(head, () => content, { ...content, bodies });
      this.#rewrite.run(bodies, head.firstSeq);
      this.heads.put({ ...head, contentSum: contentSumOf({ ...content, bodies }) }, scope);
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }

  /** Deletes chunks and writes their numbers to their scopes as evicted. Returns the scopes. */
  remove(heads: readonly ChunkHead[]): Iterable<Scope> {
    const newest = new Map<Scope, number>();
    for (const head of heads) {
      const { firstSeq, lastSeq, scopeId, count } = head;
      this.index?.forget(head, () => this.contentOf(head), undefined);
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

  /** Deletes a chunk without a head, which no read can find. */
  removeStray(firstSeq: number): void {
    this.#delete.run(firstSeq);
  }

  /** Deletes a damaged head, and the chunk that it names. */
  removeDamaged(
    { firstSeq, scopeId, lastSeq }: Pick<ChunkHead, "firstSeq" | "scopeId" | "lastSeq">,
  ): void {
    this.#delete.run(firstSeq);
    this.heads.delete(scopeId, lastSeq);
  }

  /** Writes to a scope that messages up to `seq` were evicted. */
  markEvicted(name: string, seq: number): void {
    this.#markEvicted(this.#ensure(name, seq), seq);
  }

  /** Deletes a scope if it has no chunks. Returns true if it did. */
  removeIfEmpty(scope: Scope): boolean {
    if (this.heads.lastSeqOf(scope.id) > 0) return false;
    this.scopes.drop(scope);
    this.#cached.delete(scope.name);
    return true;
  }

  /** Returns the scope of this name; undefined if there is none. */
  scope(name: string): Scope | undefined {
    const cached = this.#cached.get(name);
    if (cached !== undefined) return cached;
    const row = this.scopes.byName(name);
    if (row === undefined) return undefined;
    return this.#cache({ ...row, count: this.heads.countOf(row.id) });
  }

  /** Empties the cache, as is needed after a transaction that failed. */
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

  /** @param beforeSeq If the scope's row is damaged, messages up to here count as evicted. */
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

/** A chunk with its scope's name. */
export interface ChunkPlace {
  readonly scope: string;
  readonly head: ReadChunkHead;
  readonly content: StoredContent;
}

/** A scope that was used lately. It is cached and changed in place. */
export interface Scope {
  readonly id: number;
  readonly name: string;
  /** Messages in the tables. */
  count: number;
  /** The newest number that was evicted, or lost. */
  evictedSeq: number;
  /** The newest number that was ever in the tables. */
  lastSeq: number;
  /** False if its row is damaged: it has to be repaired before a write. */
  isSound: boolean;
}
