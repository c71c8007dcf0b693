const candidate = /https?:\/\/[^\s<>"'`\u3000\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a]+/giu;
const trailing = /[.,;:!?*_~\u2019\u201d\u300d\u300f\u3011\u300b\uff09]/u;

/**
 * A part of a text. `url` is present if the part is a link that is safe to follow.
 *
 * @typedef {{text: string, url?: string}} Piece
 */

/**
 * Splits a text at its links. Only `http` and `https` are links; a URL with a user name
 * before its host stays text, since the name can disguise the host.
 *
 * @param {string} text
 * @returns {Piece[]} Joined, their texts are the text.
 */
export function splitLinks(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const match of text.matchAll(candidate)) {
    const shown = trimmed(match[0]);
    const url = safeUrl(shown);
    if (url === undefined) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: shown, url });
    at = match.index + shown.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/**
 * @param {string} shown
 * @returns {string | undefined} Undefined if the page must not make a link of it.
 */
export function safeUrl(shown) {
  if (!URL.canParse(shown)) return undefined;
  const { protocol, username, password, href } = new URL(shown);
  const isWeb = protocol === "http:" || protocol === "https:";
  return isWeb && username === "" && password === "" ? href : undefined;
}

/**
 * Cuts off the punctuation that ends a sentence, and a bracket that was opened before the link.
 *
 * @param {string} raw
 */
function trimmed(raw) {
  const excess = new Map(["()", "[]", "{}"].map(([open, close]) => [
    close,
    count(raw, close) - count(raw, open),
  ]));
  // Each bracket is counted once: a link may be 60,000 of them.
  for (let end = raw.length; end > 0; end--) {
    const last = raw[end - 1];
    const more = excess.get(last) ?? 0;
    if (more > 0) excess.set(last, more - 1);
    else if (!trailing.test(last)) return raw.slice(0, end);
  }
  return "";
}

/**
 * @param {string} text
 * @param {string} char
 */
function count(text, char) {
  return text.split(char).length - 1;
}
