import { markdownTokens } from "./markdown.js";

/** @typedef {import("marked").Tokens.Generic} AnyToken */

/** A longer text isn't read any further: only its beginning is quoted. */
const READ_MAX_CHARS = 1_000;

/**
 * @param {string} text
 * @param {number} [maxChars] Of the text that is read.
 * @returns {string} The text on one line, without the signs of its Markdown.
 */
export function plainText(text, maxChars = READ_MAX_CHARS) {
  const read = text.slice(0, maxChars);
  const tokens = markdownTokens(read);
  return (tokens === undefined ? read : tokens.map(wordsOf).join(" ")).replaceAll(/\s+/g, " ")
    .trim();
}

/**
 * @param {AnyToken} token
 * @returns {string}
 */
function wordsOf({ type, raw, text = "", tokens, items }) {
  switch (type) {
    case "list":
      return items.map(wordsOf).join(" ");
    case "code":
    case "codespan":
    case "escape":
      return text;
    case "blockquote":
    case "list_item":
      return tokens?.map(wordsOf).join(" ") ?? text;
    case "br":
    case "space":
      return " ";
    case "heading":
    case "paragraph":
    case "strong":
    case "em":
    case "del":
      return tokens?.map(wordsOf).join("") ?? text;
    case "text":
      return tokens === undefined ? raw : tokens.map(wordsOf).join("");
    default:
      return raw;
  }
}
