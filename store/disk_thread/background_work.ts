import type { Flusher } from "./flush/flusher.ts";
import type { Journal } from "./journal/journal.ts";
import type { Committer } from "./committer.ts";
import type { Retention } from "./retention/retention.ts";
import type { DamageReport } from "./errors/damage_report.ts";
import { isDamage } from "./errors/damage_error.ts";
import type { Scrub } from "./integrity/scrub.ts";
import { bugSentence, diskSentenceOf } from "./errors/error_sentence.ts";
import type { CautiousClock } from "./retention/cautious_clock.ts";

/** The parts that do the {@linkcode BackgroundWork}. */
export interface BackgroundWorkOptions {
  readonly committer: Committer;
  readonly journal: Journal;
  readonly flusher: Flusher;
  readonly retention: Retention;
  readonly clock: CautiousClock;
  readonly scrub: Scrub;
  readonly report: DamageReport;
  /** A failed disk is left alone for so long, in milliseconds. */
  readonly retryMs: number;
}

type Timer = ReturnType<typeof setTimeout>;

// Records go from the journal to the tables once nothing came for so long, or this part of it is full:
// late, since what a busy room forgets before needn't be written at all.
const IDLE_MS = 100;
const FULL_SHARE = 0.75;
// Age and size are looked at so often.
const RETENTION_MS = 10_000;
// Between two steps of the scrub: so it takes about a tenth of the thread while it lasts.
const SCRUB_PAUSE_MS = 20;

/** The tasks of the store's thread between one request and the next. */
export class BackgroundWork {
  readonly #options: BackgroundWorkOptions;
  readonly #retentionTimer: Timer;
  #idleTimer: Timer | undefined;
  #retryTimer: Timer | undefined;
  #stepTimer: Timer | undefined;
  #scrubTimer: Timer | undefined;
  #isIdle = false;
  #hasCommitted = false;

  constructor(options: BackgroundWorkOptions) {
    this.#options = options;
    this.#retentionTimer = setInterval(() => {
      options.retention.scheduleAgeAndSize();
      this.schedule();
    }, RETENTION_MS);
  }

  /** Messages were kept. Does a step: under load the timers come too rarely to keep pace. */
  onCommit(): void {
    this.#isIdle = false;
    this.#hasCommitted = true;
    if (this.#isDue) this.#step();
  }

  /** Sees to it that what is due is done. */
  schedule(): void {
    const { committer, journal, scrub, retryMs } = this.#options;
    if (journal.records.length > 0) this.#idleTimer ??= setTimeout(this.#onQuiet, IDLE_MS);
    if (committer.isWaiting) this.#retryTimer ??= setTimeout(this.#onRetry, retryMs);
    else if (this.#isDue) this.#stepTimer ??= setTimeout(this.#onStep, 0);
    if (scrub.isDue) this.#scrubTimer ??= setTimeout(this.#onScrub, SCRUB_PAUSE_MS);
  }

  stop(): void {
    clearInterval(this.#retentionTimer);
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#stepTimer);
    clearTimeout(this.#scrubTimer);
  }

  get #isDue(): boolean {
    return this.#options.retention.isDue || this.#isFlushDue;
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
      // The scrub has ended. A disk that can't be read is said now, while there may be a backup.
      const task = `the check of ${report.path} that follows a start`;
      report.warn(diskSentenceOf(error, report.path) ?? bugSentence(task, error));
    }
    this.schedule();
  };

  /** Does some of what is due; returns whether the disk let it. */
  #step(): boolean {
    const { clock, flusher, journal, retention, report } = this.#options;
    try {
      if (this.#isFlushDue) flusher.flushStep(journal.records);
      else if (retention.isDue) retention.step(clock.nowMs());
      return true;
    } catch (error) {
      // The next look tries again. A disk that fails shows in the next message that is to be kept.
      if (isDamage(error)) report.writing();
      else report.bug(`the work on ${report.path} between messages`, error);
      this.#isIdle = false;
      return false;
    }
  }
}
