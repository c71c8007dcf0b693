import { COLONS } from "../../hub/mod.ts";

/** The marks around a name in text: colons, brackets, arrows and quotes, and their look-alikes. */
const MARKS = new RegExp(
  `[${COLONS}()\\uff08\\uff09\\ufe59\\ufe5a\\u207d\\u207e\\u2768-\\u276b<>\\uff1e\\u203a\\u2192\\u27a1]|^["“„”]| #`,
  "u",
);

/**
 * A name as text shows it in front of what was said. Where it holds something by which the text form
 * tells who speaks to whom, it is put in quotes: somebody called `bob (to you)` shows as
 * `"bob (to you)": hi`, and nobody takes that for a word of bob's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shownName } from "./shown_name.ts";
 *
 * assertEquals(["狗哥 alex", "server: hi"].map(shownName), ["狗哥 alex", '"server: hi"']);
 * ```
 */
export function shownName(name: string): string {
  return MARKS.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
