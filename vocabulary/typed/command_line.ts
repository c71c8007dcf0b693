/**
 * White space and what shows nothing, as it gets in front of a text unseen: typed, pasted, or put
 * there by a keyboard; arrow and function keys send such sequences to a program that doesn't know
 * them. Every one of these characters begins with a byte for which the hot path
 * doesn't take a message (see `CanonicalForm`), so that no command passes there.
 */
const BLANKS =
  // deno-lint-ignore no-control-regex -- ESC is what it looks for
  /^(?:\x1b\[\[[A-E]|\x1b\[[0-?]*[ -.]*[@-~]|\x1bO[A-Za-z]|[\s\p{Cc}\xad\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff])+/u;

/** A keyboard for Chinese or Japanese in full width types the second one. */
const SLASHES = "/\uff0f";

/**
 * The command that a text is, from its slash on; undefined where it is said as it stands.
 *
 * Blanks in front of the slash don't count: nobody sees them, and a password behind `/register` must
 * not be said because of them. Two slashes are a text that begins with one.
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

/** A text as it has to be sent so that it is said, and no command, whatever it begins with. */
export function escapeSlash(text: string): string {
  const at = slashAt(text);
  return at < 0 ? text : `${text.slice(0, at)}/${text.slice(at)}`;
}

/** The place of the slash that a text begins with; -1 where the text begins otherwise. */
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
