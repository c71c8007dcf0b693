import type { Batch } from "../../batch/mod.ts";
import type { RecordBuffer } from "../exchange/requests.ts";
import { RecordBuilder } from "./record_builder.ts";

// A larger record would keep acks and reads waiting while it is written.
const RECORD_MAX_BYTES = 1024 * 1024;
// Fewer messages aren't worth a commit of their own while another one is under way.
const SECOND_RECORD_MIN_MESSAGES = 64;

/**
 * Gathers messages into records and sends the records to the store's thread. Belongs to
 * `SqliteHistory`, on the server's thread.
 *
 * While a record is under way, new messages go into the next one. So a commit covers what came
 * during the commit before it, the disk sets the pace, and the two threads wake each other once for
 * each commit, not for each turn. If callbacks wait, a second record that is large enough is sent
 * early, so that the store's thread has work while the acks of the first record go out.
 */
export class CommitQueue {
  /** Bytes that aren't committed yet. */
  sizeBytes = 0;
  readonly #options: CommitQueueOptions;
  readonly #builder = new RecordBuilder();
  /** Records that wait for the one under way. */
  readonly #sealed: PendingCommit[] = [];
  readonly #sent: PendingCommit[] = [];
  /** Callbacks of the messages in the record that is being built. */
  #waiters: OnPersisted[] = [];
  /** True once the record that is being built should be sent. */
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  /** The newest number of a message that was ever added; 0 before the first one. */
  get newestSeq(): number {
    return this.#builder.newestSeq;
  }

  /** Copies the messages of batches into the next record. */
  add(batches: readonly Batch[]): void {
    const beforeBytes = this.#builder.sizeBytes;
    for (const batch of batches) this.#builder.add(batch);
    this.sizeBytes += this.#builder.sizeBytes - beforeBytes;
  }

  /**
   * Calls `onPersisted` when all messages so far are committed. Returns false if they are already.
   */
  onceCommitted(onPersisted: OnPersisted): boolean {
    const newest = this.#sealed.at(-1) ?? this.#sent.at(-1);
    if (this.#builder.count > 0) this.#waiters.push(onPersisted);
    else if (newest !== undefined) newest.waiters.push(onPersisted);
    else return false;
    return true;
  }

  /** Sends a record if it is due, or starts the timer that will. */
  schedule(): void {
    const { commitDelayMs, commitMaxMessages } = this.#options;
    const { count, sizeBytes } = this.#builder;
    if (sizeBytes >= RECORD_MAX_BYTES) this.#seal();
    else if (this.#waiters.length > 0 || count >= commitMaxMessages) this.#isDue = true;
    // A timer that an earlier record left running fires too soon, which does no harm.
    else if (count > 0) this.#timer ??= setTimeout(this.#onTime, commitDelayMs);
    const isUrgent = this.#waiters.length > 0 && count >= SECOND_RECORD_MIN_MESSAGES;
    if (this.#sent.length > (this.#sealed.length > 0 || isUrgent ? 1 : 0)) return;
    if (this.#sealed.length === 0 && this.#isDue) this.#seal();
    this.#send();
  }

  /** Sends all messages, so that the store's thread has them before the next request. */
  sendAll(): void {
    this.#seal();
    while (this.#sealed.length > 0) this.#send();
  }

  /**
   * Removes the oldest record, to which the store's thread has replied. Returns the callbacks that
   * wait for it.
   */
  onReply(buffer?: ArrayBuffer): readonly OnPersisted[] {
    const { sizeBytes, waiters } = this.#sent.shift()!;
    this.sizeBytes -= sizeBytes;
    if (buffer !== undefined) this.#builder.recycle(buffer);
    return waiters;
  }

  /** Empties the queue, since no reply will come any more. Returns all callbacks that wait. */
  end(): readonly OnPersisted[] {
    this.stopTimer();
    const pending = [...this.#sent.splice(0), ...this.#sealed.splice(0)];
    const waiters = [...pending.flatMap((commit) => commit.waiters), ...this.#waiters];
    this.#waiters = [];
    this.sizeBytes = 0;
    return waiters;
  }

  /** Stops the timer, since no more messages come. */
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

/**
 * Called once, when the disk has an append, or with a sentence if it doesn't: see `History.append`.
 */
export type OnPersisted = (failure?: string) => void;

/** Settings of a {@linkcode CommitQueue}, and its way to the store's thread. */
export interface CommitQueueOptions {
  /** Longest time that messages wait if no callback waits for them, in milliseconds. */
  readonly commitDelayMs: number;
  /** Messages that are sent without delay. */
  readonly commitMaxMessages: number;
  /**
   * Sends a record. Returns true if its buffer is free again at once; otherwise the reply brings it
   * back.
   */
  readonly send: (record: RecordBuffer) => boolean;
}

/** A record without a reply yet. */
interface PendingCommit {
  readonly record: RecordBuffer;
  readonly sizeBytes: number;
  readonly waiters: OnPersisted[];
}
