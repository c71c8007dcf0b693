import { Lexer, Marked } from "./marked.js";

/** @typedef {import("marked").Tokens.Generic} AnyToken */

/**
 * @typedef {{lexer: {inlineTokens: (text: string) => AnyToken[]}}} Splitter
 */

/** A longer text is shown as it is. */
export const MARKDOWN_MAX_CHARS = 8_000;
/**
 * The library looks from each sign of emphasis through the rest of its paragraph: 5,000 of them take
 * more than a second, these 3 ms. A text with more is shown as it is, as are the next limits.
 */
export const EMPHASIS_MAX_SIGNS = 200;
/** Signs of links and code, each of which makes the library look for its end. */
export const INLINE_MAX_SIGNS = 600;
/** Items of lists, a hundred of which take the library 3 ms. */
export const LIST_MAX_ITEMS = 200;
/** Columns before an item of a list: the library reads it once for each list that it is in. */
const INDENT_MAX_COLUMNS = 20;
/** Quotes and lists that begin within each other on one line. */
const NESTING_MAX = 8;

const item = "(?:[-+*]|\\d{1,9}[.)])";
const items = new RegExp(`^[ \\t>]*${item}(?=[ \\t]|$)`, "gm");
const indented = new RegExp(`^[ \\t]{${INDENT_MAX_COLUMNS + 1},}(?:>|${item}(?=[ \\t]|$))`, "m");
const nested = new RegExp(`^[ \\t]*(?:(?:>|${item}[ \\t])[ \\t]*){${NESTING_MAX + 1}}`, "m");
const emphasis = /[*_~]/g;
const inline = /[*_~`[\]<>!\\]/g;

/** Struck text, which the library knows only together with tables and addresses. */
const struck = {
  name: "del",
  level: /** @type {const} */ ("inline"),
  /** @param {string} text */
  start: (text) => startOf(text, "~~"),
  /**
   * @this {Splitter}
   * @param {string} text
   */
  tokenizer(text) {
    const [raw, inside] = /^~~(?=[^\s~])([^~]*[^\s~])~~(?!~)/.exec(text) ?? [];
    if (raw === undefined) return undefined;
    return { type: "del", raw, text: inside, tokens: this.lexer.inlineTokens(inside) };
  },
};

/** An address, in which `_` and `*` are no emphasis. */
const address = {
  name: "address",
  level: /** @type {const} */ ("inline"),
  /** @param {string} text */
  start: (text) => startOf(text, "http"),
  /** @param {string} text */
  tokenizer(text) {
    const [raw] = /^https?:\/\/[^\s<]+/.exec(text) ?? [];
    return raw === undefined ? undefined : { type: "address", raw, text: raw };
  },
};

const none = () => undefined;

/** HTML, tables and references, which the page doesn't draw, stay text. */
const splitter = new Marked({ gfm: false }, {
  extensions: [struck, address],
  tokenizer: { autolink: none, def: none, html: none, reflink: none, tag: none },
});

/**
 * Splits a text into tokens. The limits above hold each text to a few milliseconds, however it was
 * made to keep the page busy.
 *
 * @param {string} text
 * @returns {AnyToken[] | undefined} Undefined if the text is beyond a limit.
 */
export function markdownTokens(text) {
  if (text.length > MARKDOWN_MAX_CHARS || nested.test(text) || indented.test(text)) {
    return undefined;
  }
  if (count(text, items) > LIST_MAX_ITEMS) return undefined;
  const lexer = new Lexer(splitter.defaults);
  lexer.blockTokens(text.replaceAll(/\r\n?/g, "\n"), lexer.tokens);
  const { inlineQueue: parts } = lexer;
  // Code isn't among these parts, so it may have any number of signs.
  const all = parts.map(({ src }) => src).join("\n");
  if (count(all, emphasis) > EMPHASIS_MAX_SIGNS || count(all, inline) > INLINE_MAX_SIGNS) {
    return undefined;
  }
  for (const { src, tokens } of parts) lexer.inlineTokens(src, tokens);
  return lexer.tokens;
}

/**
 * @param {string} text
 * @param {RegExp} sign Global.
 */
function count(text, sign) {
  return text.match(sign)?.length ?? 0;
}

/**
 * @param {string} text
 * @param {string} sign
 * @returns {number | undefined}
 */
function startOf(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? undefined : at;
}
