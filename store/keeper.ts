import { Backlog, type Group } from "./backlog.ts";
import { chunksOf, joined } from "./chunk.ts";
import type { ChunkTable } from "./chunk_table.ts";
import type { Database } from "./database.ts";
import type { Faults } from "./faults.ts";
import type { IdTable } from "./id_table.ts";
import type { MetaTable } from "./meta_table.ts";
import type { Post, Reply } from "./requests.ts";
import type { Retention } from "./retention.ts";
import { sentenceOf } from "./store_error.ts";

/** What a {@linkcode Keeper} writes with. */
export interface KeeperOptions {
  readonly database: Database;
  readonly chunks: ChunkTable;
  readonly ids: IdTable;
  readonly meta: MetaTable;
  readonly retention: Retention;
  readonly queueMaxBytes: number;
  readonly faults: Faults | undefined;
  readonly reply: (reply: Reply) => void;
}

// What is tried in one transaction when the disk works again.
const RETRY_BYTES = 1024 * 1024;

/** Commits what is posted; where the disk fails, keeps it and tries again when told to. */
export class Keeper {
  readonly backlog: Backlog;
  readonly #options: KeeperOptions;
  /** Why the last commit failed. */
  #failure: string | undefined;
  /** A reservation that waits for the disk. */
  #wantedUntil: number | undefined;
  /** Where the numbers begin that were dropped since the last commit. */
  #droppedFrom: number | undefined;
  #pages = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.backlog = new Backlog(options.queueMaxBytes);
  }

  /** Whether {@linkcode Keeper.retry} has something to do. */
  get isWaiting(): boolean {
    return this.#failure !== undefined || this.#wantedUntil !== undefined;
  }

  /** Commits a post; returns why that didn't work. */
  keep(post: Post): string | undefined {
    const group = { chunks: joined(chunksOf(post)), entries: post };
    if (this.#failure === undefined) {
      this.#failure = this.#try(() => this.#write(group));
      if (this.#failure === undefined) return undefined;
    }
    this.#queue(group);
    return this.#failure;
  }

  /** Reserves numbers, now or when the disk works again. */
  reserve(until: number): void {
    this.#wantedUntil = until;
    this.#reserve();
  }

  /** Tries to commit what waits. Returns why it still doesn't work. */
  retry(): string | undefined {
    if (this.#wantedUntil !== undefined) this.#reserve();
    if (this.#failure === undefined) return undefined;
    const marks = this.#try(() => this.#writeDropped());
    if (marks !== undefined) return this.#failure = marks;
    this.backlog.clearDropped();
    for (;;) {
      const groups = this.backlog.oldest(RETRY_BYTES);
      if (groups.length === 0) break;
      const failure = this.#try(() => groups.forEach((group) => this.#write(group)));
      if (failure !== undefined) return this.#failure = failure;
      this.backlog.shift(groups.length);
      this.#droppedFrom = undefined;
    }
    this.#failure = undefined;
    this.#droppedFrom = undefined;
    this.#options.reply({ kind: "recovered" });
    return undefined;
  }

  /** Runs a transaction; returns why it failed. */
  #try(body: () => void): string | undefined {
    const { database, chunks, ids, faults } = this.#options;
    if (faults !== undefined) this.#breakDisk(faults);
    try {
      database.transact(body);
      return undefined;
    } catch (error) {
      chunks.clearCache();
      ids.recount();
      return sentenceOf(error, database.path);
    }
  }

  #write({ chunks, entries }: Group): void {
    for (const chunk of chunks) this.#options.retention.note(this.#options.chunks.insert(chunk));
    this.#options.ids.insert(entries);
  }

  #writeDropped(): void {
    const { dropped, droppedSeq } = this.backlog;
    for (const [scope, seq] of dropped) this.#options.chunks.forget(scope, seq);
    if (droppedSeq > 0) this.#options.meta.forget(droppedSeq);
  }

  #queue(group: Group): void {
    const gone = this.backlog.push(group);
    if (gone.length === 0) return;
    const chunks = gone.flatMap((one) => one.chunks);
    this.#droppedFrom ??= Math.min(...chunks.map((chunk) => chunk.firstSeq));
    const to = Math.max(...chunks.map((chunk) => chunk.lastSeq));
    this.#options.reply({ kind: "dropped", from: this.#droppedFrom, to });
  }

  #reserve(): void {
    const until = this.#wantedUntil!;
    if (this.#try(() => this.#options.meta.reserve(until)) !== undefined) return;
    this.#wantedUntil = undefined;
    this.#options.reply({ kind: "reserved", until });
  }

  #breakDisk(faults: Faults): void {
    const pages = faults.meet();
    if (pages === this.#pages) return;
    this.#options.database.sqlite.exec(`PRAGMA max_page_count = ${pages}`);
    this.#pages = pages;
  }
}
