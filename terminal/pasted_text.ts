/** Shows a line break in the edited line; a typed one is a line break, too. */
export const LINE_BREAK_MARK = "↵";

/** Pasted text of more lines is sent only after a question. */
const UNASKED_MAX_LINES = 5;
/** Pasted text of more characters doesn't go into the line, which would fill the screen. */
const EDITED_MAX_CHARS = 500;

/** A line that would be a command if it were typed; invisible characters may stand before its slash. */
const COMMAND = /^[\s\p{Default_Ignorable_Code_Point}]*\//u;

/** The next step for a pasted text. */
export type PastedText =
  /** It goes into the line that is edited. */
  | { readonly kind: "edit"; readonly text: string }
  /** The person is asked if it should be sent. */
  | { readonly kind: "ask"; readonly text: string; readonly question: string };

/**
 * Reads a pasted text. A paste is never a command, and never more than one message.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPaste } from "./pasted_text.ts";
 *
 * assertEquals(readPaste("two\r\nlines\n"), { kind: "edit", text: "two↵lines" });
 * assertEquals(readPaste("one\n/quit"), {
 *   kind: "ask",
 *   text: "one\n/quit",
 *   question: "Send 2 lines as one message? [y/N] ",
 * });
 * ```
 */
export function readPaste(pasted: string): PastedText {
  const text = pasted.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "");
  const lines = text.split("\n");
  const hasCommand = lines.length > 1 && lines.some((line) => COMMAND.test(line));
  if (hasCommand || lines.length > UNASKED_MAX_LINES || text.length > EDITED_MAX_CHARS) {
    const count = lines.length === 1 ? `${text.length} characters` : `${lines.length} lines`;
    return { kind: "ask", text, question: `Send ${count} as one message? [y/N] ` };
  }
  return { kind: "edit", text: editable(text) };
}

/** Returns a text as one line that can be edited, without characters that act on the terminal. */
export function editable(text: string): string {
  return text.replaceAll("\t", "    ").replaceAll("\n", LINE_BREAK_MARK)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "");
}

/** Returns the text that an edited line stands for. */
export function edited(line: string): string {
  return line.replaceAll(LINE_BREAK_MARK, "\n");
}
