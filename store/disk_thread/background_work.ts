import type { Committer } from "./committer.ts";
import type { Eraser } from "./eraser.ts";
import { isDamage } from "./errors/damage_error.ts";
import type { DamageReport } from "./errors/damage_report.ts";
import { sentenceOf } from "./errors/error_sentence.ts";
import type { Flusher } from "./flush/flusher.ts";
import type { Scrub } from "./integrity/scrub.ts";
import type { Journal } from "./journal/journal.ts";
import type { CautiousClock } from "./retention/cautious_clock.ts";
import type { Retention } from "./retention/retention.ts";
import type { IndexFiller } from "./search/index_filler.ts";

// The journal is flushed when no record came for this long, or when this share of it is used. Late,
// since messages that a busy room evicts before then needn't be written at all.
const IDLE_MS = 100;
const FULL_SHARE = 0.75;
// Time between two checks of age and size.
const RETENTION_MS = 10_000;
// Time between two steps of the scrub, so that the scrub takes about a tenth of the thread's time.
const SCRUB_PAUSE_MS = 20;
// Time between two steps of the index, which take some milliseconds: long ones while messages come.
const FILL_PAUSE_MS = 1;
const FILL_PAUSE_BUSY_MS = 50;

/**
 * Does the work of the store's thread between two requests, in steps of a few milliseconds:
 * flushes, retention, retries of a failed disk, the index, and the scrub after a start. `OpenStore` owns it.
 */
export class BackgroundWork {
  readonly #options: BackgroundWorkOptions;
  readonly #retentionTimer: Timer;
  #idleTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #stepTimer: Timer | undefined;
  #scrubTimer: Timer | undefined;
  #eraseTimer: Timer | undefined;
  #fillTimer: Timer | undefined;
  #isIdle = false;
  #hasCommitted = false;

  constructor(options: BackgroundWorkOptions) {
    this.#options = options;
    this.#retentionTimer = setInterval(() => {
      options.retention.scheduleAgeAndSize();
      this.schedule();
    }, RETENTION_MS);
  }

  /**
   * Called after each commit. Does a step that is due at once: under load, timers fire too rarely
   * to keep pace.
   */
  onCommit(): void {
    this.#isIdle = false;
    this.#hasCommitted = true;
    if (this.#isDue) this.#step();
  }

  /** Starts a timer for each task that is due. */
  schedule(): void {
    const { committer, eraseDelayMs, eraser, filler, journal, scrub, retryMs } = this.#options;
    if (journal.records.length > 0) this.#idleTimer ??= setTimeout(this.#onQuiet, IDLE_MS);
    if (committer.isWaiting) this.#retryTimer ??= setTimeout(this.#onRetry, retryMs);
    else if (this.#isDue) this.#stepTimer ??= setTimeout(this.#onStep, 0);
    if (eraser.isWaiting && !eraser.isDue) {
      this.#eraseTimer ??= setTimeout(this.#onErase, eraseDelayMs);
    }
    if (filler?.isDue) {
      const pauseMs = this.#hasCommitted ? FILL_PAUSE_BUSY_MS : FILL_PAUSE_MS;
      this.#fillTimer ??= setTimeout(this.#onFill, pauseMs);
    }
    if (scrub.isDue) this.#scrubTimer ??= setTimeout(this.#onScrub, SCRUB_PAUSE_MS);
  }

  stop(): void {
    clearInterval(this.#retentionTimer);
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#stepTimer);
    clearTimeout(this.#scrubTimer);
    clearTimeout(this.#eraseTimer);
    clearTimeout(this.#fillTimer);
  }

  get #isDue(): boolean {
    return this.#options.retention.isDue || this.#isFlushDue || this.#options.eraser.isDue;
  }

  get #isFlushDue(): boolean {
    const { records, maxBytes } = this.#options.journal;
    return records.length > 0 && (this.#isIdle || records.sizeBytes > maxBytes * FULL_SHARE);
  }

  readonly #onQuiet = () => {
    this.#idleTimer = undefined;
    this.#isIdle = !this.#hasCommitted;
    this.#hasCommitted = false;
    this.schedule();
  };

  readonly #onErase = () => {
    this.#eraseTimer = undefined;
    // A disk that fails is left alone.
    if (!this.#options.committer.isWaiting) this.#options.eraser.begin();
    this.schedule();
  };

  readonly #onFill = () => {
    this.#fillTimer = undefined;
    if (!this.#options.committer.isWaiting) this.#options.filler?.step();
    this.schedule();
  };

  readonly #onRetry = () => {
    this.#retryTimer = undefined;
    this.#options.committer.retry();
    this.schedule();
  };

  readonly #onStep = () => {
    this.#stepTimer = undefined;
    if (this.#step()) this.schedule();
  };

  readonly #onScrub = () => {
    this.#scrubTimer = undefined;
    const { scrub, report } = this.#options;
    try {
      scrub.step();
    } catch (error) {
      // The scrub has ended. The operator hears now of a disk that can't be read, while there may
      // be a backup.
      const task = `the check of ${report.path} that follows a start`;
      report.warn(sentenceOf(error, report.path, task));
    }
    this.schedule();
  };

  /** Does a step of a task that is due. Returns false if the disk refused it. */
  #step(): boolean {
    const { clock, eraser, flusher, journal, retention, report } = this.#options;
    try {
      if (eraser.isDue) eraser.step();
      else if (this.#isFlushDue) flusher.flushStep(journal.records);
      else if (retention.isDue) retention.step(clock.nowMs());
      return true;
    } catch (error) {
      // The next check of age and size tries again. A disk that fails shows in the next commit.
      if (isDamage(error)) report.writing();
      else report.bug(`the work on ${report.path} between messages`, error);
      this.#isIdle = false;
      return false;
    }
  }
}

/** The parts that do the work. */
export interface BackgroundWorkOptions {
  readonly committer: Committer;
  readonly journal: Journal;
  readonly flusher: Flusher;
  readonly retention: Retention;
  readonly clock: CautiousClock;
  readonly eraser: Eraser;
  readonly scrub: Scrub;
  /** Undefined: there is no index. */
  readonly filler: IndexFiller | undefined;
  readonly report: DamageReport;
  /** Time between two tries of a failed disk, in milliseconds. */
  readonly retryMs: number;
  /** Time between a change of a message and the erasure of its earlier text, in milliseconds. */
  readonly eraseDelayMs: number;
}

type Timer = ReturnType<typeof setTimeout>;
