import { type Batch, idsIn } from "../../../batch/mod.ts";
import type { History, RecentId } from "../../../hub/mod.ts";
import { memoryHistory } from "./memory_hub.ts";

/** A log whose appends are persisted, or fail, only when a test says so. */
export class SlowHistory implements History {
  readonly #inner = memoryHistory();
  readonly #known: readonly RecentId[];
  #waiting: ((failure?: string) => void)[] = [];
  /** Scope, text and id of each appended message. */
  readonly kept: [scope: string, msg: string, id: string | undefined][] = [];
  readonly congested = undefined;
  /** The first and the last number that an outage has lost. */
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

  /** Ends all appends so far; with a failure, none of them is persisted. */
  endAppends(failure?: string): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const onPersisted of waiting) onPersisted(failure);
  }

  nextSeq(): number {
    return this.#inner.nextSeq();
  }

  hasGiven(seq: number): boolean {
    return this.#inner.hasGiven(seq);
  }

  append(batches: readonly Batch[], onPersisted?: (failure?: string) => void): void {
    this.#inner.append(batches);
    for (const batch of batches) {
      const ids = new Map(batch.ids === undefined ? [] : idsIn(batch.ids.bytes));
      for (let i = 0; i < batch.count; i++) {
        const { msg, event } = JSON.parse(new TextDecoder().decode(batch.json(i)));
        if (event === undefined) this.kept.push([batch.scope, msg, ids.get(i)]);
      }
    }
    if (onPersisted !== undefined) this.#waiting.push(onPersisted);
  }

  read(query: Parameters<History["read"]>[0]): ReturnType<History["read"]> {
    return this.#inner.read(query);
  }

  startOf(scope: string, count: number): Promise<number> {
    return this.#inner.startOf(scope, count);
  }

  find(seq: number): ReturnType<History["find"]> {
    return this.#inner.find(seq);
  }

  search(query: Parameters<History["search"]>[0]): ReturnType<History["search"]> {
    return this.#inner.search(query);
  }

  reportSeq(): void {}

  recentIds(): readonly RecentId[] {
    return this.#known;
  }

  hasLost(first: number, last: number): boolean {
    return first <= this.givenUp[1] && last >= this.givenUp[0];
  }
}
