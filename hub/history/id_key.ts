import { type MessageId, textOfId } from "../../batch/mod.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const WORD_BYTES = 4;
/** Enough for any name and id, escaped, and for their lengths. */
const WORDS_MAX = 512;
const AUTHOR_START = 1;

/**
 * The author and the id of a message, as words of 4 bytes that can be compared: the two lengths, the
 * author's bytes, the id's bytes. Each part begins with a new word and is filled up with zeros.
 */
export class IdKey {
  readonly words = new Int32Array(WORDS_MAX);
  wordCount = 0;
  hash = 0;
  readonly #bytes = new Uint8Array(this.words.buffer);
  #author: string | undefined;
  #authorBytes = 0;
  #idStart = 0;
  #authorHash = 0;
  readonly #seed: number;
  readonly #factor: number;

  constructor([seed, factor]: HashKey) {
    this.#seed = seed;
    this.#factor = factor | 1;
  }

  /** @param author The folded name. */
  set(author: string, id: MessageId): void {
    // A busy author's messages follow one another: the author's words are still in place.
    if (author !== this.#author) this.#setAuthor(author);
    const { view, start, end } = id;
    const { words } = this;
    words[0] = this.#authorBytes << 16 | end - start;
    let at = this.#idStart;
    let hash = this.#mix(this.#authorHash, words[0]);
    for (let from = start; from < end; from += WORD_BYTES) {
      const word = view.getInt32(from, true);
      const excess = from + WORD_BYTES - end;
      words[at] = excess > 0 ? word & 0xffffffff >>> 8 * excess : word;
      hash = this.#mix(hash, words[at++]);
    }
    this.wordCount = at;
    this.hash = hash ^ hash >>> 16;
  }

  #setAuthor(author: string): void {
    const { words } = this;
    words.fill(0, AUTHOR_START);
    const { written } = encoder.encodeInto(author, this.#bytes.subarray(AUTHOR_START * WORD_BYTES));
    this.#author = author;
    this.#authorBytes = written;
    this.#idStart = AUTHOR_START + Math.ceil(written / WORD_BYTES);
    let hash = this.#seed;
    for (let i = AUTHOR_START; i < this.#idStart; i++) hash = this.#mix(hash, words[i]);
    this.#authorHash = hash;
  }

  #mix(hash: number, word: number): number {
    const product = Math.imul(hash ^ word, this.#factor);
    return product ^ product >>> 15;
  }
}

/** Two random numbers of 32 bits, so that nobody can search for ids that share a hash. */
export type HashKey = readonly [seed: number, factor: number];

/** Reads the words of an {@linkcode IdKey}. */
export function authorAndIdOf(words: Int32Array): { author: string; id: string } {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const authorBytes = words[0] >>> 16;
  const idBytes = words[0] & 0xffff;
  const authorStart = AUTHOR_START * WORD_BYTES;
  const idStart = authorStart + Math.ceil(authorBytes / WORD_BYTES) * WORD_BYTES;
  return {
    author: decoder.decode(bytes.subarray(authorStart, authorStart + authorBytes)),
    id: textOfId(bytes.subarray(idStart, idStart + idBytes)),
  };
}
