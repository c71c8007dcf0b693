/**
 * White space and invisible characters in front of a text. People type or paste them unseen, and arrow
 * and function keys send such sequences to a program that doesn't know them. Each of these characters
 * begins with a byte that the hot path refuses (see `CanonicalForm`), so that no command passes there.
 */
const BLANKS =
  // deno-lint-ignore no-control-regex -- ESC is what it looks for
  /^(?:\x1b\[\[[A-E]|\x1b\[[0-?]*[ -.]*[@-~]|\x1bO[A-Za-z]|[\s\p{Cc}\xad\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff])+/u;

/** A keyboard for Chinese or Japanese types the second one, in full width. */
const SLASHES = "/\uff0f";

/**
 * Returns the command in a text, from its slash on; undefined if the text is said as it stands.
 *
 * Blanks in front of the slash don't count: nobody sees them, and because of them a password after
 * `/register` must not be said. Two slashes begin a text with one slash.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { commandIn } from "./command_line.ts";
 *
 * assertEquals(commandIn(" /register open sesame"), "/register open sesame");
 * assertEquals(commandIn("//who"), undefined);
 * ```
 */
export function commandIn(text: string): string | undefined {
  const at = slashAt(text);
  return at < 0 || isSlash(text[at + 1]) ? undefined : `/${text.slice(at + 1)}`;
}

/** The text that is said: without the slash that {@linkcode escapeSlash} put there. */
export function spokenText(text: string): string {
  const at = slashAt(text);
  return at < 0 || !isSlash(text[at + 1]) ? text : text.slice(0, at) + text.slice(at + 1);
}

/** Returns a text in the form in which it is said and is no command, whatever it begins with. */
export function escapeSlash(text: string): string {
  const at = slashAt(text);
  return at < 0 ? text : `${text.slice(0, at)}/${text.slice(at)}`;
}

/** Returns the index of the slash with which a text begins; -1 if it begins otherwise. */
function slashAt(text: string): number {
  const first = text.charCodeAt(0);
  // Most texts begin with a letter; DEL and the rest of ASCII are no blanks.
  if (first > 0x20 && first < 0x80) return first === 0x2f ? 0 : -1;
  const at = BLANKS.exec(text)?.[0].length ?? 0;
  return isSlash(text[at]) ? at : -1;
}

function isSlash(char: string | undefined): boolean {
  return char !== undefined && SLASHES.includes(char);
}
