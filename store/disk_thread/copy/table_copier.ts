import type { Eviction, StoredMessage } from "../../../hub/mod.ts";
import type { Committer } from "../committer.ts";
import { isDamage } from "../errors/damage_error.ts";
import type { Flusher } from "../flush/flusher.ts";
import type { Journal } from "../journal/journal.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import { isSoundHead, type ReadChunkHead } from "../tables/head_table.ts";
import type { MetaTable } from "../tables/meta_table.ts";
import type { ReadScope } from "../tables/scope_table.ts";
import { eachBody } from "../../exchange/chunk.ts";
import { epochOfCopy } from "../../exchange/epoch.ts";
import type { CopiedPart, CopyPlace } from "../../exchange/requests.ts";
import { StoreError } from "../../store_error.ts";

// Bytes of messages that are handed on at once, so that no request waits long for a part.
const PART_BYTES = 256 * 1024;
const HEADS_PER_STEP = 64;

/**
 * Copies all messages for another node, and completes a copy that another node's messages made.
 * `OpenStore` calls it.
 */
export class TableCopier {
  readonly #options: TableCopierOptions;

  constructor(options: TableCopierOptions) {
    this.#options = options;
  }

  /** The newest number of a message that the tables hold or have held. */
  newestSeq(): number {
    const { chunks, meta } = this.#options;
    let newest = meta.get().evictedSeq;
    for (const { isSound, lastSeq, evictedSeq } of chunks.scopes.all()) {
      // A damaged row may name any number. The log has what is newer than the others.
      if (isSound) newest = Math.max(newest, lastSeq, evictedSeq);
    }
    return newest;
  }

  /**
   * Returns the messages behind a place, up to a limit, scope by scope.
   *
   * @param after The place that the part before named; undefined for the first part.
   * @throws {StoreError} The disk fails, or the messages are damaged.
   */
  part(after: CopyPlace | undefined): CopiedPart {
    if (after === undefined) this.#flush();
    const messages: StoredMessage[] = [];
    let bytes = 0;
    let place = after;
    for (let scope = this.#scopeAt(place); scope !== undefined; scope = this.#scopeAt(place)) {
      const { id } = scope;
      const seq = place?.scopeId === id ? place.seq : 0;
      for (const head of this.#options.chunks.heads.pageAfter(id, seq, HEADS_PER_STEP)) {
        for (const message of this.#messagesOf(head, scope)) {
          messages.push(message);
          bytes += message.body.length;
        }
        place = { scopeId: id, seq: head.lastSeq };
        if (bytes >= PART_BYTES) return { messages, next: place };
      }
      if (place?.scopeId !== id || place.seq === seq) place = { scopeId: id, seq: Infinity };
    }
    return { messages, next: undefined };
  }

  /** Returns what was evicted. */
  evictions(): Eviction[] {
    const { chunks, meta } = this.#options;
    const ofScopes = [...chunks.scopes.all()]
      .map(({ name: scope, evictedSeq: seq }) => ({ scope, seq }));
    return [...ofScopes, { seq: meta.get().evictedSeq }].filter(({ seq }) => seq > 0);
  }

  /** Writes that everything of a log is in the tables, but for what was evicted. */
  finish(epoch: string, evictions: readonly Eviction[]): void {
    const { chunks, flusher, meta } = this.#options;
    this.#flush();
    flusher.transact(() => {
      for (const { scope, seq } of evictions) {
        if (scope === undefined) meta.markEvicted(seq);
        else chunks.markEvicted(scope, seq);
      }
      meta.nameCopy(epochOfCopy(epoch));
    });
  }

  /** Moves everything to the tables. The journal finds messages only where numbers rise. */
  #flush(): void {
    const { committer, flusher, journal } = this.#options;
    if (committer.isWaiting) {
      throw new StoreError("The disk doesn't take messages at the moment.");
    }
    flusher.flushAll(journal.records);
  }

  /** Returns the scope that a place is in, or the first one behind a place at the end of its scope. */
  #scopeAt(place: CopyPlace | undefined): ReadScope | undefined {
    const { scopes } = this.#options.chunks;
    if (place === undefined) return scopes.nextAfter(0);
    return scopes.nextAfter(place.seq === Infinity ? place.scopeId : place.scopeId - 1);
  }

  #messagesOf(head: ReadChunkHead, scope: ReadScope): StoredMessage[] {
    const { name } = scope;
    if (!scope.isSound || !isSoundHead(head, name)) throw damaged(name);
    const messages: StoredMessage[] = [];
    try {
      const { seqs, receiver, bodies } = this.#options.chunks.contentOf(head);
      const to = receiver === null || receiver === undefined ? {} : { to: receiver };
      const content = { firstSeq: head.firstSeq, seqs: seqs ?? undefined, bodies };
      eachBody(content, 0, (seq, timeMs, body) => {
        messages.push({ scope: name, ...to, seq, timeMs, body: body.slice() });
        return true;
      });
    } catch (error) {
      throw isDamage(error) ? damaged(name) : error;
    }
    return messages;
  }
}

/** The parts that a {@linkcode TableCopier} reads and writes. */
export interface TableCopierOptions {
  readonly chunks: ChunkTable;
  readonly meta: MetaTable;
  readonly committer: Committer;
  readonly flusher: Flusher;
  readonly journal: Journal;
}

function damaged(scope: string): StoreError {
  return new StoreError(
    `Messages of ${scope} are damaged on this node's disk: stop the node, move its data folder away, and start it again; it copies everything from the other nodes.`,
  );
}
