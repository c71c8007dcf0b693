import type { Batch } from "../batch/mod.ts";
import type {
  FoundMessage,
  History,
  HistoryPage,
  HistoryQuery,
  RecentId,
  SearchPage,
  SearchQuery,
} from "../hub/mod.ts";

/**
 * A node's history: the log gives the numbers, and the node's own store keeps the messages. What is
 * appended is in the log already, so nobody waits for this node's disk.
 */
export class ClusterHistory implements History {
  readonly epoch: string;
  lastSeq = 0;
  readonly #store: History;
  #storedSeq = 0;
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

  /**
   * Tells that the store has all messages up to a number, and no other ones. The node may read
   * them again in the log.
   */
  resume(storedSeq: number): void {
    this.#storedSeq = storedSeq;
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

  /**
   * True where the messages that follow may be the first that the store lacks, while the node reads
   * the log again. The caller then delivers what is pending, so that no batch has both kinds.
   */
  get isAtStoreEnd(): boolean {
    return this.lastSeq === this.#storedSeq;
  }

  append(batches: readonly Batch[], onPersisted?: (failure?: string) => void): void {
    const missing = batches.filter((batch) => newestSeqOf(batch) > this.#storedSeq);
    if (missing.length > 0) this.#store.append(missing);
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

  search(query: SearchQuery): Promise<SearchPage> {
    return this.#store.search(query);
  }

  /** The log tells the ids again when the node starts. */
  recentIds(): readonly RecentId[] {
    return [];
  }

  hasLost(): boolean {
    return false;
  }
}

/** Returns the number of a batch's newest message; 0 if it has only notices. */
function newestSeqOf({ runs }: Batch): number {
  const run = runs.findLast(({ firstSeq }) => firstSeq !== 0);
  return run === undefined ? 0 : run.firstSeq + run.count - 1;
}
