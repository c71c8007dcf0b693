import type { Batch } from "../hub/batch.ts";
import type { History, HistoryPage, HistoryQuery, RecentId } from "../hub/history.ts";
import type { StoreLimits } from "./limits.ts";
import { LostRanges } from "./lost_ranges.ts";
import type { Opened, PackedPage, Reply } from "./requests.ts";
import { Staging } from "./staging.ts";
import { StoreError } from "./store_error.ts";
import type { StoreThread, ThreadListener } from "./thread.ts";

const CLOSED = "The store is closed.";

type Settled = (failure?: string) => void;

/** Whom to tell, once each, that the disk stopped keeping messages, and that it does again. */
export interface OutageListener {
  readonly onFailure?: (sentence: string) => void;
  readonly onRecovery?: () => void;
}

/** A post that the thread hasn't replied to. */
interface SentPost {
  readonly sizeBytes: number;
  readonly waiters: Settled[];
}

/**
 * The log in SQLite, as the server's thread sees it.
 *
 * One post is under way at a time; what is appended meanwhile goes with the next. So a commit
 * covers whatever came during the one before it: the disk sets the pace by itself, and two threads
 * wake each other once a commit, not once a turn.
 */
export class SqliteHistory implements History, ThreadListener {
  readonly epoch: string;
  lastSeq: number;
  readonly #thread: StoreThread;
  readonly #limits: StoreLimits;
  readonly #outages: OutageListener;
  readonly #recentIds: readonly string[];
  readonly #staging = new Staging();
  readonly #sent: SentPost[] = [];
  readonly #lost = new LostRanges();
  #waiters: Settled[] = [];
  #queuedBytes = 0;
  #reservedUntil: number;
  /** The number at which the reservation needs a look. */
  #watchSeq: number;
  #requestedUntil: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether what is staged has waited long enough. */
  #due = false;
  /** Why the disk keeps nothing at present. */
  #outage: string | undefined;
  #congestion: PromiseWithResolvers<void> | undefined;
  #closed = false;

  /** Made by `openStore`. */
  constructor(
    thread: StoreThread,
    opened: Opened,
    limits: StoreLimits,
    outages: OutageListener,
  ) {
    this.#thread = thread;
    this.#limits = limits;
    this.#outages = outages;
    this.epoch = opened.epoch;
    this.lastSeq = opened.lastSeq;
    this.#recentIds = opened.recentIds;
    this.#reservedUntil = this.#requestedUntil = opened.reservedUntil;
    this.#watchSeq = opened.reservedUntil - limits.reserveBlock / 2;
    thread.listener = this;
  }

  get congested(): Promise<void> | undefined {
    return this.#congestion?.promise;
  }

  /** @throws {StoreError} When closed, or when no number is left that is safe to give. */
  nextSeq(): number {
    if (this.lastSeq >= this.#watchSeq) this.#watchReservation();
    return ++this.lastSeq;
  }

  append(batches: readonly Batch[], settled?: Settled): void {
    if (this.#closed) return settled?.(this.#outage ?? CLOSED);
    const staging = this.#staging;
    const beforeBytes = staging.sizeBytes;
    for (const batch of batches) staging.add(batch);
    this.#queuedBytes += staging.sizeBytes - beforeBytes;
    if (settled !== undefined) this.#await(settled);
    if (this.#queuedBytes > this.#limits.queueMaxBytes) this.#weighCongestion();
    this.#schedule();
  }

  async read(query: HistoryQuery): Promise<HistoryPage> {
    this.#post();
    return unpack(await this.#thread.call({ kind: "read", query }));
  }

  startOf(scope: string, count: number): Promise<number> {
    this.#post();
    return this.#thread.call({ kind: "startOf", scope, count });
  }

  recentIds(): readonly RecentId[] {
    return this.#recentIds.flatMap(parseIds);
  }

  lost(seq: number): boolean {
    return this.#lost.has(seq);
  }

  /** Forgets now what has no room, which otherwise happens when the thread has time. */
  async trim(): Promise<void> {
    this.#post();
    await this.#thread.call({ kind: "trim" });
  }

  /**
   * Keeps what is still queued and closes the database.
   *
   * @throws {StoreError} What couldn't be kept. It is closed all the same.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#post();
    this.#stop();
    this.#reservedUntil = this.#watchSeq = this.lastSeq;
    try {
      await this.#thread.call({ kind: "close", lastSeq: this.lastSeq });
    } finally {
      this.#thread.terminate();
    }
  }

  heard(reply: Parameters<ThreadListener["heard"]>[0]): void {
    switch (reply.kind) {
      case "kept":
        return this.#kept(reply);
      case "reserved":
        if (this.#closed) return;
        this.#reservedUntil = reply.until;
        this.#watchSeq = reply.until - this.#limits.reserveBlock / 2;
        return this.#weighCongestion();
      case "dropped":
        return this.#lost.add(reply.from, reply.to);
      case "recovered":
        this.#outage = undefined;
        return this.#outages.onRecovery?.();
      default:
        reply satisfies never;
    }
  }

  ended(sentence: string): void {
    const unexpected = !this.#closed;
    this.#stop();
    if (unexpected) this.#fail(sentence);
    const waiters = [...this.#sent.splice(0).flatMap((post) => post.waiters), ...this.#waiters];
    this.#waiters = [];
    this.#queuedBytes = 0;
    this.#congestion?.resolve();
    this.#congestion = undefined;
    for (const settled of waiters) settled(sentence);
  }

  #await(settled: Settled): void {
    if (this.#staging.count > 0) {
      this.#waiters.push(settled);
      return;
    }
    const newest = this.#sent.at(-1);
    if (newest === undefined) settled(this.#outage);
    else newest.waiters.push(settled);
  }

  /** Posts if it is time to; sees to it that it will be. */
  #schedule(): void {
    const { count } = this.#staging;
    if (count === 0) return;
    if (this.#waiters.length > 0 || count >= this.#limits.commitMaxMessages) this.#due = true;
    if (this.#due) {
      if (this.#sent.length === 0) this.#post();
      return;
    }
    // Left running by an earlier post it only fires too soon for this one.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#due = true;
      this.#schedule();
    }, this.#limits.commitDelayMs);
  }

  #post(): void {
    this.#due = false;
    if (this.#staging.count === 0) return;
    this.#sent.push({ sizeBytes: this.#staging.sizeBytes, waiters: this.#waiters });
    this.#waiters = [];
    const post = this.#staging.take();
    this.#thread.tell({ kind: "keep", post }, [post.buffer]);
  }

  #kept({ buffer, failure }: Reply & { kind: "kept" }): void {
    const { sizeBytes, waiters } = this.#sent.shift()!;
    this.#staging.recycle(buffer);
    this.#queuedBytes -= sizeBytes;
    if (failure !== undefined) this.#fail(failure);
    if (this.#congestion !== undefined) this.#weighCongestion();
    this.#schedule();
    for (const settled of waiters) settled(failure);
  }

  #fail(sentence: string): void {
    const known = this.#outage !== undefined;
    this.#outage = sentence;
    if (!known) this.#outages.onFailure?.(sentence);
  }

  /** Has the next numbers reserved in time; stops the readers where that takes too long. */
  #watchReservation(): void {
    const { reserveBlock } = this.#limits;
    if (this.lastSeq >= this.#reservedUntil) {
      throw new StoreError(
        this.#closed
          ? this.#outage ?? CLOSED
          : "No number is left: the disk hasn't confirmed the next ones. Wait, or free some space.",
      );
    }
    if (this.#requestedUntil === this.#reservedUntil) {
      this.#requestedUntil += reserveBlock;
      this.#thread.tell({ kind: "reserve", until: this.#requestedUntil });
      this.#watchSeq = this.#reservedUntil - reserveBlock / 4;
      return;
    }
    this.#watchSeq = this.#reservedUntil;
    this.#weighCongestion();
  }

  #weighCongestion(): void {
    const { queueMaxBytes, reserveBlock } = this.#limits;
    const numbers = this.#reservedUntil - this.lastSeq;
    const full = this.#queuedBytes > queueMaxBytes || numbers <= reserveBlock / 4;
    if (full) this.#congestion ??= Promise.withResolvers();
    else if (this.#queuedBytes <= queueMaxBytes / 2) {
      this.#congestion?.resolve();
      this.#congestion = undefined;
    }
  }

  #stop(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function unpack({ buffer, seqs, ends, complete, more }: PackedPage): HistoryPage {
  const bytes = new Uint8Array(buffer);
  const records = seqs.map((seq, i) => {
    return { seq, json: bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]) };
  });
  return { records, complete, more };
}

function parseIds(entries: string): RecentId[] {
  const flat = JSON.parse(entries) as (string | number)[];
  const ids: RecentId[] = [];
  for (let i = 0; i < flat.length; i += 4) {
    const [author, id, seq, timeMs] = flat.slice(i, i + 4) as [string, string, number, number];
    ids.push({ author, id, seq, timeMs });
  }
  return ids;
}
