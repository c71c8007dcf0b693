import type { Batch } from "../../batch/mod.ts";
import type {
  FoundMessage,
  History,
  HistoryPage,
  HistoryQuery,
  RecentId,
  SearchPage,
  SearchQuery,
} from "../../hub/mod.ts";
import { newEpoch, putBackSentence, SKIPPED_SEQS } from "../exchange/epoch.ts";
import { idsOfPack } from "../exchange/id_pack.ts";
import { unpackPage } from "../exchange/packed_page.ts";
import type { Opened, Reply } from "../exchange/requests.ts";
import type { StoreLimits } from "../limits.ts";
import { CommitQueue, type OnPersisted } from "./commit_queue.ts";
import { LostRanges } from "./lost_ranges.ts";
import { SeqAllocator } from "./seq_allocator.ts";
import type { StoreThread, ThreadListener } from "./store_thread.ts";

const CLOSED = "The store is closed.";

/**
 * The log in SQLite. The hub calls it on the server's thread; it copies, queues and asks the
 * store's thread, and never waits for the disk. It owns the numbers, the queue and the ranges that
 * were lost.
 */
export class SqliteHistory implements History, ThreadListener {
  readonly #thread: StoreThread;
  readonly #queueMaxBytes: number;
  readonly #outages: OutageListener;
  readonly #recentIds: readonly Uint8Array[];
  readonly #seqs: SeqAllocator;
  readonly #queue: CommitQueue;
  readonly #lost = new LostRanges();
  #epoch: string;
  /** True if this process gave all numbers of this epoch. */
  #isEpochOwn: boolean;
  /** The reason why the disk takes no messages now; undefined while it does. */
  #outage: string | undefined;
  #congestion: PromiseWithResolvers<void> | undefined;
  #closed = false;
  #isScheduled = false;

  /** Made by `openStore`. */
  constructor(
    thread: StoreThread,
    opened: Opened,
    limits: StoreLimits,
    outages: OutageListener,
  ) {
    this.#thread = thread;
    this.#queueMaxBytes = limits.queueMaxBytes;
    this.#outages = outages;
    this.#epoch = opened.epoch;
    this.#isEpochOwn = opened.isEpochOwn;
    this.#recentIds = opened.recentIds;
    const { lastSeq, reservedUntil, skipped } = opened;
    const { reserveBlock, commitDelayMs, commitMaxMessages } = limits;
    this.#seqs = new SeqAllocator({
      lastSeq,
      reservedUntil,
      skipped,
      reserveBlock,
      request: (until) => thread.send({ kind: "reserve", until }),
      onLow: () => this.#updateCongestion(),
    });
    this.#queue = new CommitQueue({
      commitDelayMs,
      commitMaxMessages,
      send: (record) => thread.sendRecord(record),
    });
    thread.listen(this);
  }

  get epoch(): string {
    return this.#epoch;
  }

  get lastSeq(): number {
    return this.#seqs.last;
  }

  get congested(): Promise<void> | undefined {
    return this.#congestion?.promise;
  }

  /**
   * Gives the next number.
   *
   * @throws {StoreError} The store is closed, or no reserved number is left.
   */
  nextSeq(): number {
    return this.#seqs.next();
  }

  hasGiven(seq: number): boolean {
    return this.#seqs.hasGiven(seq);
  }

  append(batches: readonly Batch[], onPersisted?: OnPersisted): void {
    if (this.#closed) return onPersisted?.(this.#outage ?? CLOSED);
    this.#queue.add(batches);
    if (onPersisted !== undefined && !this.#queue.onceCommitted(onPersisted)) {
      onPersisted(this.#outage);
    }
    if (this.#queue.sizeBytes > this.#queueMaxBytes) this.#updateCongestion();
    this.#scheduleSoon();
  }

  /**
   * Begins a new epoch if an earlier process may have given this number: the data folder was put
   * back from a copy then, and lacks that process's messages. Any client may claim such a number,
   * rightly or not, so an epoch ends in this way at most once in the life of a process.
   */
  reportSeq(seq: number): void {
    const isPossible = seq > this.lastSeq && seq <= this.lastSeq + SKIPPED_SEQS;
    if (!isPossible || this.#isEpochOwn || this.#closed) return;
    this.#isEpochOwn = true;
    this.#epoch = newEpoch();
    this.#thread.send({ kind: "beginEpoch", epoch: this.#epoch, lastSeq: this.lastSeq });
    this.#seqs.skip(SKIPPED_SEQS);
    // That earlier process may have given the next numbers: this one gives none of them.
    this.#updateCongestion();
    this.#outages.onWarning?.(
      `A client knows the number ${seq}, but the newest is ${this.lastSeq}. ${
        putBackSentence("The data folder")
      }`,
    );
  }

  async read(query: HistoryQuery): Promise<HistoryPage> {
    this.#queue.sendAll();
    return unpackPage(await this.#thread.call({ kind: "read", query }));
  }

  startOf(scope: string, count: number, beforeSeq = Infinity): Promise<number> {
    this.#queue.sendAll();
    return this.#thread.call({ kind: "startOf", scope, count, beforeSeq });
  }

  find(seq: number): Promise<FoundMessage | undefined> {
    this.#queue.sendAll();
    return this.#thread.call({ kind: "find", seq });
  }

  search(query: SearchQuery): Promise<SearchPage> {
    this.#queue.sendAll();
    return this.#thread.call({ kind: "search", query });
  }

  recentIds(): readonly RecentId[] {
    return this.#recentIds.flatMap((pack) => [...idsOfPack(pack)]);
  }

  hasLost(first: number, last: number): boolean {
    return this.#lost.overlaps(first, last);
  }

  /** The newest number of a message that was appended; 0 before the first one. */
  get newestSeq(): number {
    return this.#queue.newestSeq;
  }

  /** Sends all that is queued, so that the store's thread has it before the next call. */
  sendQueued(): void {
    this.#queue.sendAll();
  }

  /**
   * Evicts at once what retention has no room for. Otherwise the store's thread does it when it has
   * time.
   */
  async evict(): Promise<void> {
    this.#queue.sendAll();
    await this.#thread.call({ kind: "evict" });
  }

  /** Erases at once what was replaced. Otherwise the store's thread does it within some seconds. */
  async erase(): Promise<void> {
    this.#queue.sendAll();
    await this.#thread.call({ kind: "erase" });
  }

  /** Indexes everything at once. Otherwise the store's thread does it when it has time. */
  async index(): Promise<void> {
    this.#queue.sendAll();
    await this.#thread.call({ kind: "indexAll" });
  }

  /**
   * Checks all that is kept, and warns of damage. Otherwise the store's thread does it bit by bit.
   */
  async verify(): Promise<void> {
    await this.#thread.call({ kind: "verify" });
  }

  /**
   * Commits what is queued and closes the database.
   *
   * @throws {StoreError} The messages that are lost, and why. The store is closed all the same.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.sendAll();
    this.#queue.stopTimer();
    this.#seqs.close(CLOSED);
    try {
      await this.#thread.call({ kind: "close", lastSeq: this.lastSeq });
    } finally {
      this.#thread.terminate();
    }
  }

  onReply(reply: Parameters<ThreadListener["onReply"]>[0]): void {
    switch (reply.kind) {
      case "committed":
        return this.#onCommitted(reply);
      case "reserved":
        if (!this.#closed) this.#seqs.confirm(reply.until);
        return this.#updateCongestion();
      case "dropped":
        return this.#lost.add(reply.from, reply.to);
      case "recovered":
        this.#outage = undefined;
        return this.#outages.onRecovery?.();
      case "warning":
        return this.#outages.onWarning?.(reply.sentence);
      default:
        reply satisfies never;
    }
  }

  onEnd(sentence: string): void {
    if (!this.#closed) this.#fail(sentence);
    this.#closed = true;
    const waiters = this.#queue.end();
    this.#updateCongestion();
    for (const onPersisted of waiters) onPersisted(sentence);
  }

  /**
   * Schedules a send after this turn's writes to peers: the thread that it wakes may take the
   * core.
   */
  #scheduleSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (!this.#closed) this.#queue.schedule();
    });
  }

  #onCommitted({ buffer, failure }: Reply & { kind: "committed" }): void {
    const waiters = this.#queue.onReply(buffer);
    if (failure !== undefined) this.#fail(failure);
    if (this.#congestion !== undefined) this.#updateCongestion();
    this.#queue.schedule();
    for (const onPersisted of waiters) onPersisted(failure);
  }

  #fail(sentence: string): void {
    const isNew = this.#outage === undefined;
    this.#outage = sentence;
    if (isNew) this.#outages.onFailure?.(sentence);
  }

  #updateCongestion(): void {
    const { sizeBytes } = this.#queue;
    if (!this.#closed && (sizeBytes > this.#queueMaxBytes || this.#seqs.isLow)) {
      this.#congestion ??= Promise.withResolvers();
    } else if (sizeBytes <= this.#queueMaxBytes / 2) {
      this.#congestion?.resolve();
      this.#congestion = undefined;
    }
  }
}

/** The operator's view of the disk: each outage is reported once, and so is its end. */
export interface OutageListener {
  /** Called with a sentence that the operator should read. The server goes on. */
  readonly onWarning?: (sentence: string) => void;
  /** Called when an outage begins, with a sentence that says why. */
  readonly onFailure?: (sentence: string) => void;
  /** Called when the outage is over: all that waited is on the disk. */
  readonly onRecovery?: () => void;
}
