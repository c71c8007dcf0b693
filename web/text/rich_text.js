import { build, icon } from "../views/dom.js";
import { copyText } from "../views/copy.js";
import { linkTo } from "./link_view.js";
import { safeUrl } from "./link.js";
import { markdownTokens } from "./markdown.js";

/** @typedef {import("marked").Tokens.Generic} AnyToken */

/**
 * @typedef {object} RichTextOptions
 * @property {(text: string) => (Node | string)[]} pieces Draws a plain text with its links and mentions.
 * @property {string} copyLabel The label of the button that copies a block of code.
 */

/** Quotes and lists within each other are drawn up to this depth. */
const DEPTH_MAX = 6;
/** Bold, italic and struck text within each other is drawn up to this depth. */
const INLINE_DEPTH_MAX = 16;

/** Text without any of these is the same with Markdown and without. */
const signs = /[*_~`\\[]|^ {0,3}(?:>|#{1,6} |[-+] |\d{1,9}[.)] )/m;

/**
 * Draws a text with its Markdown. The library only splits the text; each element is built here, so
 * nothing in a message becomes an element that isn't named below.
 *
 * @param {string} text
 * @param {RichTextOptions} options
 * @returns {(Node | string)[] | undefined} Undefined if the text is shown as it is.
 */
export function richText(text, options) {
  if (!signs.test(text)) return undefined;
  const tokens = markdownTokens(text);
  if (tokens === undefined || !tokens.some(isMarked)) return undefined;
  return tokens.flatMap((token) => blockOf(token, options, 0));
}

/**
 * @param {AnyToken} token
 * @returns {boolean} True if the token looks different from its text.
 */
function isMarked({ type, raw, tokens }) {
  switch (type) {
    case "paragraph":
      return tokens?.some(isMarked) ?? false;
    case "heading":
      return raw.startsWith("#");
    case "link":
      return raw.startsWith("[");
    case "blockquote":
    case "code":
    case "codespan":
    case "del":
    case "em":
    case "escape":
    case "list":
    case "strong":
      return true;
    default:
      return false;
  }
}

/**
 * @param {AnyToken} token
 * @param {RichTextOptions} options
 * @param {number} depth
 * @returns {(Node | string)[]}
 */
function blockOf(token, options, depth) {
  const { type, raw, text, tokens = [] } = token;
  if (depth > DEPTH_MAX) return [build("p", {}, raw)];
  /** @param {AnyToken} inner */
  const within = (inner) => blockOf(inner, options, depth + 1);
  switch (type) {
    case "space":
      return [];
    case "paragraph":
      return [build("p", {}, ...inlineOf(tokens, options))];
    case "heading":
      if (!raw.startsWith("#")) return [build("p", {}, ...options.pieces(raw.trimEnd()))];
      return [build("p", {}, build("strong", {}, ...inlineOf(tokens, options)))];
    case "blockquote":
      return [build("blockquote", {}, ...tokens.flatMap(within))];
    case "list": {
      const { ordered, start, items } = token;
      const list = ordered ? build("ol", { start: String(start) }) : build("ul", {});
      for (const item of items) {
        list.append(build("li", {}, ...item.tokens.flatMap(within)));
      }
      return [list];
    }
    case "code":
      return [codeBlock(text, options)];
    case "text":
      // An item of a list has such a block, with the words in it.
      return tokens.length > 0 ? inlineOf(tokens, options) : options.pieces(raw);
    default:
      return [build("p", {}, ...options.pieces(raw.trimEnd()))];
  }
}

/**
 * @param {AnyToken[]} all
 * @param {RichTextOptions} options
 * @param {number} depth
 * @returns {(Node | string)[]}
 */
function inlineOf(all, options, depth = 0) {
  return all.flatMap((token) => {
    const { type, raw, text, href, tokens = [] } = token;
    switch (type) {
      case "strong":
      case "em":
      case "del":
        if (depth === INLINE_DEPTH_MAX) return options.pieces(raw);
        return [build(type, {}, ...inlineOf(tokens, options, depth + 1))];
      case "codespan":
        return [build("code", {}, text)];
      case "br":
        return ["\n"];
      case "escape":
        return [text];
      case "link": {
        const url = isMarked(token) ? safeUrl(href) : undefined;
        const isHonest = url !== undefined && !namesOtherHost(text, url);
        return isHonest ? [linkTo(url, text)] : options.pieces(raw);
      }
      default:
        return options.pieces(raw);
    }
  });
}

/**
 * @param {string} text
 * @param {string} url
 * @returns {boolean} True if the words of a link are the address of another host.
 */
function namesOtherHost(text, url) {
  const shown = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/iu.exec(text.trim())?.[1];
  return shown !== undefined && shown.toLowerCase() !== new URL(url).hostname;
}

/**
 * @param {string} text
 * @param {RichTextOptions} options
 */
function codeBlock(text, { copyLabel }) {
  const label = { type: "button", class: "icon copy", title: copyLabel, "aria-label": copyLabel };
  const copy = build("button", label, icon("M7 7V4h9v9h-3M4 7h9v9H4z"));
  copy.addEventListener("click", () => copyText(text));
  const code = build("pre", { tabindex: "0" }, build("code", {}, text));
  return build("div", { class: "code" }, code, copy);
}
