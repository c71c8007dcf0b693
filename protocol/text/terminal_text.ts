// ECMA-48: CSI and string sequences (OSC, DCS, SOS, PM, APC) as a whole, then two-character ones.
const sequences =
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?/g;
// What is left of controls, and what turns the direction of text around; a tab is harmless.
const controls = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Makes one line of somebody else's text safe to show on a terminal or in a log: control sequences,
 * other control characters and direction marks go, a tab stays.
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
