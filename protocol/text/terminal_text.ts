// ECMA-48: CSI and string sequences (OSC, DCS, SOS, PM, APC) as a whole, then two-character ones.
const sequences =
  // deno-lint-ignore no-control-regex -- the pattern looks for these characters
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;
// All other control characters but the tab, and marks that reverse the direction of text.
const controls = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Returns one line of a stranger's text, safe to show on a terminal or in a log: without control
 * sequences, other control characters and direction marks. A tab stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stripControls } from "./terminal_text.ts";
 *
 * assertEquals(stripControls("a\x1b[31mb\x07c"), "abc");
 * ```
 */
export function stripControls(line: string): string {
  return line.replace(sequences, "").replace(controls, "");
}
