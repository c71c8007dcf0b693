import { type Batch, idsIn } from "../../../batch/mod.ts";
import type { History, RecentId } from "../../../hub/mod.ts";
import { memoryHistory } from "./memory_hub.ts";

/** A log that keeps everything only when a test says so. */
export class SlowHistory implements History {
  readonly #inner = memoryHistory();
  readonly #known: readonly RecentId[];
  #waiting: ((failure?: string) => void)[] = [];
  /** Scope, text and id of each message that was handed over. */
  readonly kept: [scope: string, msg: string, id: string | undefined][] = [];
  readonly congested = undefined;
  /** The first and the last of the numbers that an outage swallowed. */
  givenUp: readonly [first: number, last: number] = [0, -1];

  constructor(known: readonly RecentId[] = []) {
    this.#known = known;
  }

  get epoch(): string {
    return this.#inner.epoch;
  }

  get lastSeq(): number {
    return this.#inner.lastSeq;
  }

  settle(failure?: string): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const settled of waiting) settled(failure);
  }

  nextSeq(): number {
    return this.#inner.nextSeq();
  }

  hasGiven(seq: number): boolean {
    return this.#inner.hasGiven(seq);
  }

  append(batches: readonly Batch[], settled?: (failure?: string) => void): void {
    this.#inner.append(batches);
    for (const batch of batches) {
      const ids = new Map(batch.ids === undefined ? [] : idsIn(batch.ids.bytes));
      for (let i = 0; i < batch.count; i++) {
        const { msg, event } = JSON.parse(new TextDecoder().decode(batch.json(i)));
        if (event === undefined) this.kept.push([batch.scope, msg, ids.get(i)]);
      }
    }
    if (settled !== undefined) this.#waiting.push(settled);
  }

  read(query: Parameters<History["read"]>[0]): ReturnType<History["read"]> {
    return this.#inner.read(query);
  }

  startOf(scope: string, count: number): Promise<number> {
    return this.#inner.startOf(scope, count);
  }

  reportSeq(): void {}

  recentIds(): readonly RecentId[] {
    return this.#known;
  }

  hasLost(first: number, last: number): boolean {
    return first <= this.givenUp[1] && last >= this.givenUp[0];
  }
}
