import { foldName } from "../../vocabulary/mod.ts";

/**
 * A part of a text. `name` is present if the part mentions that name.
 *
 * @typedef {{text: string, name?: string}} Part
 */

/** The most `@` of a text that are looked at, so that no text keeps the page of a large room busy. */
export const MENTIONS_MAX = 200;

const wordPart = /[\p{L}\p{N}_]/u;

/** @type {WeakMap<readonly string[], KnownNames>} */
const known = new WeakMap();

/** Names by their length and fold, so that a text isn't compared with each of thousands. */
class KnownNames {
  /** The lengths of the names, the longest first. */
  lengths;
  /** @type {Map<number, Map<string, string>>} */
  #byLength = new Map();

  /** @param {readonly string[]} names */
  constructor(names) {
    for (const name of names) {
      const { length } = name;
      const same = this.#byLength.get(length) ?? new Map();
      same.set(foldName(name), name);
      this.#byLength.set(length, same);
    }
    this.lengths = [...this.#byLength.keys()].sort((a, b) => b - a);
  }

  /**
   * @param {string} written
   * @returns {string | undefined} The name that is written so.
   */
  get(written) {
    return this.#byLength.get(written.length)?.get(foldName(written));
  }
}

/**
 * Splits a text at each `@name` of a known name. Names may hold spaces, so the longest known name that
 * fits is taken. A longer word is another name.
 *
 * @param {string} text
 * @param {readonly string[]} names An array that is passed again is read only once.
 * @param {number} [maxMentions]
 * @returns {Part[]} Joined, their texts are the text.
 */
export function splitMentions(text, names, maxMentions = MENTIONS_MAX) {
  if (!text.includes("@")) return [{ text }];
  const all = known.get(names) ?? new KnownNames(names);
  known.set(names, all);
  /** @type {Part[]} */
  const parts = [];
  let done = 0;
  let left = maxMentions;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    if (at < done || (at > 0 && wordPart.test(text[at - 1]))) continue;
    if (left-- <= 0) break;
    const name = nameAt(text, at + 1, all);
    if (name === undefined) continue;
    if (at > done) parts.push({ text: text.slice(done, at) });
    done = at + 1 + name.length;
    parts.push({ text: text.slice(at, done), name });
  }
  if (done < text.length) parts.push({ text: text.slice(done) });
  return parts;
}

/**
 * @param {string} text
 * @param {string} name
 * @returns {boolean} True if the text mentions this name.
 */
export function mentions(text, name) {
  return splitMentions(text, [name], Infinity).some((part) => part.name !== undefined);
}

/**
 * @param {string} text
 * @param {number} at
 * @param {KnownNames} all
 */
function nameAt(text, at, all) {
  for (const length of all.lengths) {
    const end = at + length;
    if (end > text.length || !endsAt(text, end)) continue;
    const name = all.get(text.slice(at, end));
    if (name !== undefined) return name;
  }
  return undefined;
}

/**
 * @param {string} text
 * @param {number} end
 */
function endsAt(text, end) {
  // Chinese has no spaces: there a name may be followed by any character.
  const isSpaced = /[\p{Script=Latin}\p{N}_]/u.test(text[end - 1]);
  return end >= text.length || !isSpaced || !/[\p{Script=Latin}\p{N}_]/u.test(text[end]);
}
