import type { RecentId } from "./history.ts";

/** How long and how many. */
export interface RecentIdsOptions {
  readonly windowMs: number;
  readonly maxEntries: number;
}

interface Entry {
  readonly key: string;
  readonly seq: number;
  readonly timeMs: number;
}

/**
 * The ids of the recent past, by which a retry is known: the same author and id are routed once.
 * Where it is full, the oldest is forgotten.
 */
export class RecentIds {
  readonly #entries = new Map<string, Entry>();
  /**
   * The same from `#first` on, oldest first; what was added anew stands there twice. To ask a Map
   * for its oldest key takes longer and longer where keys are deleted at that end.
   */
  #queue: Entry[] = [];
  #first = 0;

  constructor(readonly options: RecentIdsOptions, known: readonly RecentId[] = []) {
    for (const { author, id, seq, timeMs } of known) this.add(author, id, seq, timeMs);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The number that this author's message got, if it was said within the window. */
  find(author: string, id: string, nowMs: number): number | undefined {
    const entry = this.#entries.get(keyOf(author, id));
    if (entry === undefined || nowMs - entry.timeMs > this.options.windowMs) return undefined;
    return entry.seq;
  }

  add(author: string, id: string, seq: number, nowMs: number): void {
    const entry = { key: keyOf(author, id), seq, timeMs: nowMs };
    this.#entries.set(entry.key, entry);
    this.#queue.push(entry);
    this.#forget(nowMs);
  }

  #forget(nowMs: number): void {
    const { windowMs, maxEntries } = this.options;
    for (; this.#first < this.#queue.length; this.#first++) {
      const oldest = this.#queue[this.#first];
      if (this.#entries.get(oldest.key) !== oldest) continue;
      if (nowMs - oldest.timeMs <= windowMs && this.#entries.size <= maxEntries) break;
      this.#entries.delete(oldest.key);
    }
    if (this.#first <= this.#queue.length / 2) return;
    this.#queue = this.#queue.slice(this.#first);
    this.#first = 0;
  }
}

function keyOf(author: string, id: string): string {
  return `${author}\0${id}`;
}
