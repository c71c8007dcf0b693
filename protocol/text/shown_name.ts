import { COLONS } from "../../hub/mod.ts";

/** The marks by which plain text tells names from words, and characters that look like these marks. */
const MARKS = new RegExp(
  `[${COLONS}()\\uff08\\uff09\\ufe59\\ufe5a\\u207d\\u207e\\u2768-\\u276b<>\\uff1e\\u203a\\u2192\\u27a1]|^["“„”]| #`,
  "u",
);

/**
 * Returns a name as plain text shows it before a message. A name with colons, brackets, arrows or
 * quotes gets quotes around it: a peer called `bob (to you)` shows as `"bob (to you)": hi`, so nobody
 * takes that for a message from bob.
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
