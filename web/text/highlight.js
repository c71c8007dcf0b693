import { build } from "../views/dom.js";

const operator = /(?:^|\s)(?:(?:from|in|before|after):(?:"[^"]*"|\S*)|re:\d+(?!\S))/giu;

/**
 * @param {string} search As the reader has typed it.
 * @returns {string[]} The words and phrases that a found message holds, in lower case.
 */
export function wordsOf(search) {
  const words = search.replace(operator, " ").match(/"[^"]+"|[^\s"]+/gu) ?? [];
  return words.map((word) => word.replaceAll('"', "").toLowerCase()).filter((word) => word !== "");
}

/**
 * @param {string} text
 * @param {readonly string[]} words In lower case.
 * @returns {(Node | string)[]} The text, with each of these words marked.
 */
export function highlighted(text, words) {
  const lower = text.toLowerCase();
  // In a few scripts lower case has another length, so that no place can be told.
  if (lower.length !== text.length) return [text];
  /** @type {(Node | string)[]} */
  const parts = [];
  let done = 0;
  for (let at = 0; at < text.length;) {
    const word = words.find((one) => lower.startsWith(one, at));
    if (word === undefined) {
      at++;
      continue;
    }
    parts.push(text.slice(done, at), build("mark", {}, text.slice(at, at + word.length)));
    done = at += word.length;
  }
  return [...parts, text.slice(done)];
}

/**
 * @param {string} text
 * @param {readonly string[]} words In lower case.
 * @param {number} maxChars
 * @returns {string} The part of a long text in which the first of the words stands.
 */
export function excerpt(text, words, maxChars) {
  if (text.length <= maxChars) return text;
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((at) => at >= 0);
  const start = Math.max(0, Math.min(...places, text.length) - Math.floor(maxChars / 3));
  const from = places.length === 0 ? 0 : start;
  const end = from + maxChars;
  return `${from > 0 ? "…" : ""}${text.slice(from, end)}${end < text.length ? "…" : ""}`;
}
