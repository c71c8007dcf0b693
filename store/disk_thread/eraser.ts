import { AMENDMENTS } from "../../hub/mod.ts";
import type { Flusher } from "./flush/flusher.ts";
import type { Journal } from "./journal/journal.ts";
import type { SearchIndex } from "./search/search_index.ts";
import type { Database } from "./tables/database.ts";

/**
 * Overwrites replaced and deleted texts where they lie beside the tables: in the journal and in
 * SQLite's write-ahead logs. The tables themselves overwrite what a row no longer needs.
 * `BackgroundWork` calls it between requests.
 */
export class Eraser {
  readonly #options: EraserOptions;
  /** The journal's position up to which it is flushed first; undefined while nothing is under way. */
  #flushUntil: number | undefined;

  constructor(options: EraserOptions) {
    this.#options = options;
  }

  /** True while some file may hold a text that is gone from the log. */
  get isWaiting(): boolean {
    const { flusher, journal } = this.#options;
    return flusher.hasReplaced || journal.records.countOf(AMENDMENTS) > 0;
  }

  /** True while a step is to be done. */
  get isDue(): boolean {
    return this.#flushUntil !== undefined;
  }

  /** Begins to erase what was replaced by now. */
  begin(): void {
    this.#flushUntil ??= this.#options.journal.end;
  }

  /**
   * Flushes a part of the journal, or overwrites what was flushed.
   *
   * @throws {Error} The error of the disk. The work begins anew later.
   */
  step(): void {
    const { database, flusher, index, journal } = this.#options;
    const until = this.#flushUntil!;
    this.#flushUntil = undefined;
    const position = journal.records.at(0)?.position ?? Infinity;
    if (position < until) {
      flusher.flushStep(journal.records);
      this.#flushUntil = until;
    } else if (flusher.hasReplaced) {
      journal.eraseFlushed();
      index?.erase();
      if (database.checkpoint()) flusher.hasReplaced = false;
    }
  }

  /** Does all steps at once. */
  finish(): void {
    for (this.begin(); this.isDue;) this.step();
  }
}

/** The parts that an {@linkcode Eraser} works on. */
export interface EraserOptions {
  readonly database: Database;
  readonly index: SearchIndex | undefined;
  readonly flusher: Flusher;
  readonly journal: Journal;
}
