import type { Batch } from "../batch/mod.ts";
import type { FoundMessage, History, HistoryPage, HistoryQuery, RecentId } from "../hub/mod.ts";

/**
 * A node's history: the log gives the numbers, and the node's own store keeps the messages. What is
 * appended is in the log already, so nobody waits for this node's disk.
 */
export class ClusterHistory implements History {
  readonly epoch: string;
  lastSeq = 0;
  readonly #store: History;
  #congested: Promise<void> | undefined;

  /**
   * @param store Keeps the messages of this node.
   * @param epoch Names the log.
   */
  constructor(store: History, epoch: string) {
    this.#store = store;
    this.epoch = epoch;
  }

  get congested(): Promise<void> | undefined {
    return this.#congested ?? this.#store.congested;
  }

  /** Sets the wait for the log; undefined: the log keeps up. */
  set congested(wait: Promise<void> | undefined) {
    this.#congested = wait;
  }

  /** Moves to the numbers that belong to a bundle. Numbers never go back. */
  seek(firstSeq: number): void {
    this.lastSeq = Math.max(this.lastSeq, firstSeq - 1);
  }

  nextSeq(): number {
    return ++this.lastSeq;
  }

  hasGiven(seq: number): boolean {
    return seq <= this.lastSeq;
  }

  append(batches: readonly Batch[], onPersisted?: (failure?: string) => void): void {
    if (batches.length > 0) this.#store.append(batches);
    onPersisted?.();
  }

  /** Numbers above the newest come from a node that is ahead of this one. */
  reportSeq(): void {}

  read(query: HistoryQuery): Promise<HistoryPage> {
    return this.#store.read(query);
  }

  startOf(scope: string, count: number, beforeSeq?: number): Promise<number> {
    return this.#store.startOf(scope, count, beforeSeq);
  }

  find(seq: number): Promise<FoundMessage | undefined> {
    return this.#store.find(seq);
  }

  /** The log tells the ids again when the node starts. */
  recentIds(): readonly RecentId[] {
    return [];
  }

  hasLost(): boolean {
    return false;
  }
}
