import { foldName } from "../../vocabulary/mod.ts";

/**
 * A part of a text. `name` is present if the part mentions that name.
 *
 * @typedef {{text: string, name?: string}} Part
 */

const wordPart = /[\p{L}\p{N}_]/u;

/**
 * Splits a text at each `@name` of a known name. Names may hold spaces, so the longest known name that
 * fits is taken. A longer word is another name.
 *
 * @param {string} text
 * @param {readonly string[]} names
 * @returns {Part[]} Joined, their texts are the text.
 */
export function splitMentions(text, names) {
  if (!text.includes("@")) return [{ text }];
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  /** @type {Part[]} */
  const parts = [];
  let done = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    if (at < done || (at > 0 && wordPart.test(text[at - 1]))) continue;
    const name = longestFirst.find((name) => isAt(text, at + 1, name));
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
  return splitMentions(text, [name]).some((part) => part.name !== undefined);
}

/**
 * @param {string} text
 * @param {number} at
 * @param {string} name
 */
function isAt(text, at, name) {
  const end = at + name.length;
  if (foldName(text.slice(at, end)) !== foldName(name)) return false;
  const last = text[end - 1];
  // Chinese has no spaces: there a name may be followed by any character.
  const isSpaced = /[\p{Script=Latin}\p{N}_]/u.test(last);
  return end >= text.length || !isSpaced || !/[\p{Script=Latin}\p{N}_]/u.test(text[end]);
}
