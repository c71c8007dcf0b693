import type { Batch } from "../../batch/mod.ts";
import type { History, HistoryPage, HistoryQuery, RecentId } from "../../hub/mod.ts";
import { newEpoch, putBackSentence, SKIPPED_SEQS } from "../exchange/epoch.ts";
import { idsOfPack } from "../exchange/id_pack.ts";
import type { StoreLimits } from "../limits.ts";
import { LostRanges } from "./lost_ranges.ts";
import { SeqAllocator } from "./seq_allocator.ts";
import { CommitQueue, type OnPersisted } from "./commit_queue.ts";
import type { Opened, PackedPage, Reply } from "../exchange/requests.ts";
import type { StoreThread, ThreadListener } from "./store_thread.ts";

const CLOSED = "The store is closed.";

/** Whom to tell, once each, that the disk stopped keeping messages, and that it does again. */
export interface OutageListener {
  /** Takes a sentence on something that the operator should look at: it hinders nothing. */
  readonly onWarning?: (sentence: string) => void;
  readonly onFailure?: (sentence: string) => void;
  readonly onRecovery?: () => void;
}

/** The log in SQLite, as the server's thread sees it. */
export class SqliteHistory implements History, ThreadListener {
  readonly #thread: StoreThread;
  readonly #queueMaxBytes: number;
  readonly #outages: OutageListener;
  readonly #recentIds: readonly Uint8Array[];
  readonly #seqs: SeqAllocator;
  readonly #queue: CommitQueue;
  readonly #lost = new LostRanges();
  #epoch: string;
  /** True where all numbers of this epoch were given by this process. */
  #isEpochOwn: boolean;
  /** Why the disk keeps nothing at present. */
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

  /** @throws {StoreError} When closed, or when no number is left that is safe to give. */
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
   * A number that this process didn't give may be an earlier one's, whose messages a copy that was
   * put back lacks. Anybody may claim one, rightly or not: so this ends an epoch once in the life of a
   * process.
   */
  reportSeq(seq: number): void {
    const isPossible = seq > this.lastSeq && seq <= this.lastSeq + SKIPPED_SEQS;
    if (!isPossible || this.#isEpochOwn || this.#closed) return;
    this.#isEpochOwn = true;
    this.#epoch = newEpoch();
    this.#thread.send({ kind: "beginEpoch", epoch: this.#epoch, lastSeq: this.lastSeq });
    this.#seqs.skip(SKIPPED_SEQS);
    // The numbers that come next may have been given by that earlier process: nobody gets them.
    this.#updateCongestion();
    this.#outages.onWarning?.(
      `A client knows the number ${seq}, but the newest is ${this.lastSeq}. ${
        putBackSentence("The data folder")
      }`,
    );
  }

  async read(query: HistoryQuery): Promise<HistoryPage> {
    this.#queue.sendAll();
    return unpack(await this.#thread.call({ kind: "read", query }));
  }

  startOf(scope: string, count: number, beforeSeq = Infinity): Promise<number> {
    this.#queue.sendAll();
    return this.#thread.call({ kind: "startOf", scope, count, beforeSeq });
  }

  recentIds(): readonly RecentId[] {
    return this.#recentIds.flatMap((pack) => [...idsOfPack(pack)]);
  }

  hasLost(first: number, last: number): boolean {
    return this.#lost.overlaps(first, last);
  }

  /** Forgets now what has no room, which otherwise happens when the thread has time. */
  async evict(): Promise<void> {
    this.#queue.sendAll();
    await this.#thread.call({ kind: "evict" });
  }

  /** Looks at all that is kept, as otherwise happens bit by bit, and warns of what is damaged. */
  async verify(): Promise<void> {
    await this.#thread.call({ kind: "verify" });
  }

  /**
   * Keeps what is still queued and closes the database.
   *
   * @throws {StoreError} What couldn't be kept. It is closed all the same.
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

  /** Behind what this turn writes to peers: the thread that a post wakes may take the core from it. */
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

function unpack({ buffer, seqs, ends, complete, more }: PackedPage): HistoryPage {
  const bytes = new Uint8Array(buffer);
  const records = seqs.map((seq, i) => {
    return { seq, json: bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]) };
  });
  return { records, complete, more };
}
