import type { Batch } from "../../batch/mod.ts";
import type { RecordBuffer } from "../exchange/requests.ts";
import { RecordBuilder } from "./record_builder.ts";

/** Called once with what became of an append: see `History.append`. */
export type OnPersisted = (failure?: string) => void;

/** What a {@linkcode CommitQueue} does, and when. */
export interface CommitQueueOptions {
  /** Longest that messages nobody waits for are held back, in milliseconds. */
  readonly commitDelayMs: number;
  /** Messages that go without delay. */
  readonly commitMaxMessages: number;
  /** Returns whether the buffer may be used again at once; else it comes back with the reply. */
  readonly send: (record: RecordBuffer) => boolean;
}

/** A post that wasn't replied to. */
interface PendingCommit {
  readonly record: RecordBuffer;
  readonly sizeBytes: number;
  readonly waiters: OnPersisted[];
}

// A larger post would keep acks and readers waiting while it is written.
const RECORD_MAX_BYTES = 1024 * 1024;
// Fewer aren't worth a commit of their own while another is under way.
const SECOND_RECORD_MIN_MESSAGES = 64;

/**
 * Messages on their way to the store's thread.
 *
 * While a post is under way, what comes goes with the next: so a commit covers whatever came during
 * the one before it, the disk sets the pace by itself, and two threads wake each other once a commit,
 * not once a turn. Only where somebody waits, a second post that is large enough is sent already, so
 * that the thread has something to do while the first one's acks go out.
 */
export class CommitQueue {
  /** Bytes that aren't on the disk yet. */
  sizeBytes = 0;
  readonly #options: CommitQueueOptions;
  readonly #builder = new RecordBuilder();
  /** Posts that wait for the one under way. */
  readonly #sealed: PendingCommit[] = [];
  readonly #sent: PendingCommit[] = [];
  /** Who waits for what is staged. */
  #waiters: OnPersisted[] = [];
  /** Whether what is staged has waited long enough. */
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** Copies the messages of batches. */
  add(batches: readonly Batch[]): void {
    const beforeBytes = this.#builder.sizeBytes;
    for (const batch of batches) this.#builder.add(batch);
    this.sizeBytes += this.#builder.sizeBytes - beforeBytes;
  }

  /** Has `onPersisted` called when all that was added is replied to; false where it is already. */
  onceCommitted(onPersisted: OnPersisted): boolean {
    const newest = this.#sealed.at(-1) ?? this.#sent.at(-1);
    if (this.#builder.count > 0) this.#waiters.push(onPersisted);
    else if (newest !== undefined) newest.waiters.push(onPersisted);
    else return false;
    return true;
  }

  /** Sends a post if it is time to; sees to it that it will be. */
  schedule(): void {
    const { commitDelayMs, commitMaxMessages } = this.#options;
    const { count, sizeBytes } = this.#builder;
    if (sizeBytes >= RECORD_MAX_BYTES) this.#seal();
    else if (this.#waiters.length > 0 || count >= commitMaxMessages) this.#isDue = true;
    // Left running by an earlier post it only fires too soon for this one.
    else if (count > 0) this.#timer ??= setTimeout(this.#onTime, commitDelayMs);
    const isUrgent = this.#waiters.length > 0 && count >= SECOND_RECORD_MIN_MESSAGES;
    if (this.#sent.length > (this.#sealed.length > 0 || isUrgent ? 1 : 0)) return;
    if (this.#sealed.length === 0 && this.#isDue) this.#seal();
    this.#send();
  }

  /** Sends all there is, so that whatever is asked next is asked behind it. */
  sendAll(): void {
    this.#seal();
    while (this.#sealed.length > 0) this.#send();
  }

  /** The oldest post was replied to; returns who waits for that. */
  onReply(buffer?: ArrayBuffer): readonly OnPersisted[] {
    const { sizeBytes, waiters } = this.#sent.shift()!;
    this.sizeBytes -= sizeBytes;
    if (buffer !== undefined) this.#builder.recycle(buffer);
    return waiters;
  }

  /** Nothing will be replied to any more; returns who waits for something. */
  end(): readonly OnPersisted[] {
    this.stopTimer();
    const pending = [...this.#sent.splice(0), ...this.#sealed.splice(0)];
    const waiters = [...pending.flatMap((commit) => commit.waiters), ...this.#waiters];
    this.#waiters = [];
    this.sizeBytes = 0;
    return waiters;
  }

  /** Nothing more will be added. */
  stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  readonly #onTime = () => {
    this.#timer = undefined;
    this.#isDue = true;
    this.schedule();
  };

  #seal(): void {
    this.#isDue = false;
    const { count, sizeBytes } = this.#builder;
    if (count === 0) return;
    this.#sealed.push({ record: this.#builder.finish(), sizeBytes, waiters: this.#waiters });
    this.#waiters = [];
  }

  #send(): void {
    const next = this.#sealed.shift();
    if (next === undefined) return;
    this.#sent.push(next);
    if (this.#options.send(next.record)) this.#builder.recycle(next.record.buffer);
  }
}
