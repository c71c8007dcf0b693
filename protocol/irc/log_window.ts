import { foldName, type History, type HistoryRecord } from "../../hub/mod.ts";
import type { Entry } from "./encoder.ts";

const decoder = new TextDecoder();
const PAGE_RECORDS = 500;
const PAGE_BYTES = 256 * 1024;
/** The most bytes of messages in one answer: an outbox has place for them. */
const WINDOW_MAX_BYTES = 256 * 1024;
/** The most messages that are searched for those of one talk. */
const SEARCHED_MAX = 8_000;

/** A conversation in the log: one room, or the messages that two peers have sent each other. */
export interface Conversation {
  /** The scopes, each with the number after which it may be seen. */
  readonly scopes: readonly { readonly scope: string; readonly after: number }[];
  /** The folded authors whose messages of each scope belong to it; absent: all. */
  readonly authors?: Readonly<Record<string, string>>;
}

/** A part of a conversation: `after < seq < before`. */
export interface Bounds {
  readonly after: number;
  readonly before: number;
}

/** Reads a conversation from the log. It returns at most {@linkcode WINDOW_MAX_BYTES} at once. */
export class LogWindow {
  constructor(readonly history: History, readonly conversation: Conversation) {}

  /** Returns the oldest messages within some bounds. */
  async oldest(bounds: Bounds, limit: number): Promise<Entry[]> {
    const found = new Found(limit);
    await this.#scan(bounds, (entry, bytes) => {
      if (found.isFullWith(bytes)) return false;
      found.add(entry, bytes);
      return true;
    });
    return found.entries;
  }

  /** Returns the newest messages within some bounds, oldest first. */
  async newest({ after, before }: Bounds, limit: number): Promise<Entry[]> {
    if (limit === 0) return [];
    for (let count = limit;; count *= 2) {
      const start = Math.max(after, await this.#startOf(count, before));
      const found = new Found(limit);
      let isCut = false;
      await this.#scan({ after: start, before }, (entry, bytes) => {
        for (; found.isFullWith(bytes); isCut = true) found.dropOldest();
        found.add(entry, bytes);
        return true;
      });
      const isAll = start <= after || count >= SEARCHED_MAX;
      if (isCut || isAll || found.entries.length >= limit) return found.entries;
    }
  }

  /**
   * Returns the least number from which on a condition holds for all messages. It has to hold for all
   * messages behind one for which it holds.
   */
  async firstSeq(holds: (entry: Entry) => boolean): Promise<number> {
    let low = 1;
    let high = this.history.lastSeq + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [record] = (await this.#page(middle - 1, 1)).records;
      if (record === undefined || holds(parse(record))) high = middle;
      else low = record.seq + 1;
    }
    return low;
  }

  /** Hands on each message within some bounds, oldest first, until `take` returns false. */
  async #scan(
    { after, before }: Bounds,
    take: (entry: Entry, bytes: number) => boolean,
  ): Promise<void> {
    for (let at = after;;) {
      const { records, more } = await this.#page(at, PAGE_RECORDS);
      for (const record of records) {
        if (record.seq >= before) return;
        const entry = parse(record);
        if (this.#holds(entry) && !take(entry, record.json.length)) return;
      }
      if (!more || records.length === 0) return;
      at = records.at(-1)!.seq;
    }
  }

  #page(after: number, limit: number) {
    const { scopes } = this.conversation;
    return this.history.read({ scopes, after, limit, limitBytes: PAGE_BYTES });
  }

  async #startOf(count: number, before: number): Promise<number> {
    const starts = this.conversation.scopes.map(({ scope }) =>
      this.history.startOf(scope, count, before)
    );
    return Math.min(...await Promise.all(starts));
  }

  #holds({ to = "", name }: Entry): boolean {
    const { authors } = this.conversation;
    return authors === undefined || authors[foldName(to)] === foldName(name);
  }
}

/** Messages within a limit of their number and their size; at least one has a place. */
class Found {
  readonly entries: Entry[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;

  constructor(readonly limit: number) {}

  isFullWith(bytes: number): boolean {
    const { length } = this.entries;
    return length >= this.limit || length > 0 && this.#bytes + bytes > WINDOW_MAX_BYTES;
  }

  add(entry: Entry, bytes: number): void {
    this.entries.push(entry);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
  }

  dropOldest(): void {
    this.entries.shift();
    this.#bytes -= this.#sizes.shift()!;
  }
}

function parse({ json }: HistoryRecord): Entry {
  return JSON.parse(decoder.decode(json)) as Entry;
}
