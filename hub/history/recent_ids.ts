import type { RecentId } from "./history.ts";
import { authorAndIdOf, type HashKey, IdKey } from "./id_key.ts";
import { type MessageId, messageIdOf } from "../../batch/mod.ts";

const ENTRIES_MIN = 256;
const WORDS_MIN = 4096;

/** Of each entry: its hash, and the number of the entry before it in the same bucket. */
const LINK_FIELDS = 2;
const BUCKETS_PER_ENTRY = 4;

/**
 * The ids of the recent past, which tell a retry from a new message: a message with the same author
 * and id is routed once. Beyond the limit the oldest id is evicted.
 *
 * Every message that asks for an ack is looked up here. So the ids are a hash table of numbers, which
 * leaves nothing to collect, and no entry is ever deleted: entries are numbered from 1 up, a bucket
 * is a chain from its newest entry to older ones, and the chain ends at the first evicted entry.
 */
export class RecentIds {
  readonly #key: IdKey;
  #entries = new Entries(ENTRIES_MIN);
  /** The oldest entry that isn't evicted, and the next entry. */
  #first = 1;
  #next = 1;
  #keys = new Int32Array(WORDS_MIN);
  #keysEnd = 0;

  constructor(readonly options: RecentIdsOptions, known: Iterable<RecentId> = []) {
    this.#key = new IdKey(options.hashKey);
    for (const recentId of known) this.restore(recentId);
  }

  /** Adds an id that was remembered elsewhere. It becomes the newest one. */
  restore({ author, id, seq, timeMs }: RecentId): void {
    this.find(author, messageIdOf(id), timeMs);
    this.add(seq, timeMs);
  }

  /** Returns all ids that are remembered, oldest first. */
  *entries(): Generator<RecentId> {
    const { keyStarts, keyWords, seqs, timesMs, capacity } = this.#entries;
    for (let entry = this.#first; entry < this.#next; entry++) {
      const index = entry & capacity - 1;
      const offset = keyStarts[index] & this.#keys.length - 1;
      const words = this.#keys.subarray(offset, offset + keyWords[index]);
      yield { ...authorAndIdOf(words), seq: seqs[index], timeMs: timesMs[index] };
    }
  }

  get size(): number {
    return this.#next - this.#first;
  }

  /**
   * Returns the number that this author's message got, if it was said within the window; 0 otherwise.
   *
   * @param author The folded name.
   */
  find(author: string, id: MessageId, nowMs: number): number {
    const key = this.#key;
    key.set(author, id);
    const { capacity, newest, links, timesMs, seqs } = this.#entries;
    const { hash } = key;
    const size = this.size;
    let entry = newest[hash & newest.length - 1];
    // Entry numbers have 32 bits and wrap around: only their distance to the next entry counts.
    while ((this.#next - entry >>> 0) - 1 >>> 0 < size) {
      const index = entry & capacity - 1;
      if (links[LINK_FIELDS * index] === hash && this.#hasKey(index)) {
        return nowMs - timesMs[index] > this.options.windowMs ? 0 : seqs[index];
      }
      entry = links[LINK_FIELDS * index + 1];
    }
    return 0;
  }

  /** Remembers the author and id of the last call of {@linkcode RecentIds.find}. */
  add(seq: number, nowMs: number): void {
    const { windowMs, maxEntries } = this.options;
    while (this.size >= maxEntries) this.#first++;
    while (this.size > 0 && nowMs - this.#timeMsOf(this.#first) > windowMs) this.#first++;
    if (this.size === this.#entries.capacity) this.#growEntries();
    const { words, wordCount, hash } = this.#key;
    const start = this.#placeKey(wordCount);
    const offset = start & this.#keys.length - 1;
    for (let i = 0; i < wordCount; i++) this.#keys[offset + i] = words[i];
    this.#entries.set(this.#next, seq, nowMs, hash);
    this.#entries.setKey(this.#next, start, wordCount);
    this.#next++;
  }

  #timeMsOf(entry: number): number {
    return this.#entries.timesMs[entry & this.#entries.capacity - 1];
  }

  #hasKey(index: number): boolean {
    const { words, wordCount } = this.#key;
    if (this.#entries.keyWords[index] !== wordCount) return false;
    const offset = this.#entries.keyStarts[index] & this.#keys.length - 1;
    for (let i = 0; i < wordCount; i++) if (this.#keys[offset + i] !== words[i]) return false;
    return true;
  }

  /** Finds a place for a key in the ring of keys, in one piece. */
  #placeKey(words: number): number {
    const start = this.#startBehind(this.#keysEnd, words);
    const { keyStarts, capacity } = this.#entries;
    const oldest = this.size === 0 ? start : keyStarts[this.#first & capacity - 1];
    if (start + words - oldest > this.#keys.length) {
      this.#growKeys();
      return this.#placeKey(words);
    }
    this.#keysEnd = start + words;
    return start;
  }

  #startBehind(end: number, words: number): number {
    const rest = this.#keys.length - (end & this.#keys.length - 1);
    return rest < words ? end + rest : end;
  }

  #growEntries(): void {
    const from = this.#entries;
    this.#entries = new Entries(2 * from.capacity);
    for (let entry = this.#first; entry < this.#next; entry++) {
      const index = entry & from.capacity - 1;
      this.#entries.set(
        entry,
        from.seqs[index],
        from.timesMs[index],
        from.links[LINK_FIELDS * index],
      );
      this.#entries.setKey(entry, from.keyStarts[index], from.keyWords[index]);
    }
  }

  #growKeys(): void {
    const from = this.#keys;
    this.#keys = new Int32Array(2 * from.length);
    this.#keysEnd = 0;
    const { keyStarts, keyWords, capacity } = this.#entries;
    for (let entry = this.#first; entry < this.#next; entry++) {
      const index = entry & capacity - 1;
      const offset = keyStarts[index] & from.length - 1;
      const start = this.#startBehind(this.#keysEnd, keyWords[index]);
      this.#keys.set(from.subarray(offset, offset + keyWords[index]), start);
      this.#keysEnd = start + keyWords[index];
      keyStarts[index] = start;
    }
  }
}

/** The limits of the memory of ids. */
export interface RecentIdsOptions {
  /** Time for which an id is remembered, in milliseconds. */
  readonly windowMs: number;
  /** Most ids remembered at once. */
  readonly maxEntries: number;
  readonly hashKey: HashKey;
}

/**
 * The table of ids. An entry's place is its number modulo the capacity, which is a power of two. The
 * fields that a search reads lie side by side: a search mostly waits for memory.
 */
class Entries {
  readonly seqs: Float64Array;
  readonly timesMs: Float64Array;
  /** The position of each entry's key, which only grows; modulo the size of the keys' memory. */
  readonly keyStarts: Float64Array;
  readonly keyWords: Uint16Array;
  readonly links: Int32Array;
  /** The number of each bucket's newest entry. */
  readonly newest: Int32Array;

  constructor(readonly capacity: number) {
    this.seqs = new Float64Array(capacity);
    this.timesMs = new Float64Array(capacity);
    this.keyStarts = new Float64Array(capacity);
    this.keyWords = new Uint16Array(capacity);
    this.links = new Int32Array(LINK_FIELDS * capacity);
    this.newest = new Int32Array(BUCKETS_PER_ENTRY * capacity);
  }

  set(entry: number, seq: number, timeMs: number, hash: number): void {
    const index = entry & this.capacity - 1;
    this.seqs[index] = seq;
    this.timesMs[index] = timeMs;
    const bucket = hash & this.newest.length - 1;
    this.links[LINK_FIELDS * index] = hash;
    this.links[LINK_FIELDS * index + 1] = this.newest[bucket];
    this.newest[bucket] = entry;
  }

  setKey(entry: number, start: number, words: number): void {
    const index = entry & this.capacity - 1;
    this.keyStarts[index] = start;
    this.keyWords[index] = words;
  }
}
