import { ChatError } from "../chat_error.ts";
import { mixedWordIn } from "./scripts.ts";

const ALL_PLAIN = /^[a-z0-9_-]*$/i;
/** Characters without a shape, but for those that alter others: joiners, variation selectors, flag tags. */
const SHAPELESS =
  /(?![\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/u;
/** Blank characters that Unicode counts as letters or symbols. Most fonts draw the last two as nothing. */
const BLANK = /[\u2800\u{1d159}\u{16fe4}\ufff9-\ufffc]/u;
const NO_CHARACTER = /[\p{Noncharacter_Code_Point}\p{Co}]/u;
/** Joiners that join nothing, and tags that belong to no flag. */
const STRAY =
  /^[\u200c\u200d]|[\u200c\u200d]$|[\u200c\u200d]{2}|(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0020}-\u{e007f}]/u;
const OTHER_SPACE = /(?! )\p{Zs}| {2}/u;
const QUOTE_FIRST = /^["＂“„”]/u;
/** The colon and the characters that look like it, to stand within a character class. */
export const COLONS = ":\uff1a\ufe55\ufe13\ua789\u2236\u02f8\u02d0\ufe30\u0589\u05c3";
/** Lines are shown as `name: text`, so the rest of such a name would look like a text. */
const SPEAKING = new RegExp(`[${COLONS}](?: |$)`, "u");

/**
 * Checks that a new name can't be mistaken for another. A registered name isn't checked again when its
 * owner returns: it may be older than this rule.
 *
 * @param name In NFC.
 * @param what The word for it in the sentence, like `name`.
 * @throws {ChatError} `name-invalid`.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { ChatError } from "../chat_error.ts";
 * import { checkAppearance } from "./appearance.ts";
 *
 * for (const name of ["狗哥alex", "Zoë", "Дмитрий", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 Ian"]) checkAppearance(name, "name");
 * for (const name of ["ada\u2800", "server: hi", "раypal"]) {
 *   assertThrows(() => checkAppearance(name, "name"), ChatError);
 * }
 * ```
 */
export function checkAppearance(name: string, what: string): void {
  if (ALL_PLAIN.test(name)) return;
  const problem = problemOf(name);
  if (problem !== undefined) throw new ChatError("name-invalid", `The ${what} ${problem}`);
}

function problemOf(name: string): string | undefined {
  if (SHAPELESS.test(name) || BLANK.test(name) || STRAY.test(name)) {
    return "holds a character that shows nothing, so it would look like another: leave it out.";
  }
  if (NO_CHARACTER.test(name)) {
    return "holds a code point without a meaning of its own (private use, or no character): leave it out.";
  }
  if (OTHER_SPACE.test(name)) {
    return "holds two spaces in a row, or one of a kind that looks like others: use single plain spaces.";
  }
  if (QUOTE_FIRST.test(name)) {
    return "can't start with a quote, in which commands put names that hold spaces: leave it out.";
  }
  if (SPEAKING.test(name)) {
    return "holds a colon at its end or in front of a space, as if somebody spoke: leave it out.";
  }
  const word = mixedWordIn(name);
  return word && `mixes alphabets within "${word}", so it may look like another: use one alphabet.`;
}
