import type { RecentId } from "./history.ts";

/** How long and how many. */
export interface RecentIdsOptions {
  readonly windowMs: number;
  readonly maxEntries: number;
}

/**
 * The ids of the recent past, by which a retry is known: the same author and id are routed once.
 * Where it is full, the oldest is forgotten.
 */
export class RecentIds {
  // A Map keeps the order of insertion, which is the order of age.
  readonly #entries = new Map<string, { seq: number; timeMs: number }>();

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
    const key = keyOf(author, id);
    this.#entries.delete(key);
    this.#entries.set(key, { seq, timeMs: nowMs });
    for (const [oldest, { timeMs }] of this.#entries) {
      const expired = nowMs - timeMs > this.options.windowMs;
      if (!expired && this.#entries.size <= this.options.maxEntries) break;
      this.#entries.delete(oldest);
    }
  }
}

function keyOf(author: string, id: string): string {
  return `${author}\0${id}`;
}
