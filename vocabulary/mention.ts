import { foldName } from "./fold.ts";

/**
 * Returns true if a text calls somebody by name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mentionsName } from "./mention.ts";
 *
 * assertEquals(["tea, Ada?", "adamant"].map((text) => mentionsName(text, "ada")), [true, false]);
 * ```
 */
export function mentionsName(text: string, name: string): boolean {
  const folded = foldName(text);
  const fold = foldName(name);
  // Scripts without spaces have no word boundaries.
  if (!/^[\p{Script=Latin}\p{N}_-]+$/u.test(fold)) return folded.includes(fold);
  const escaped = RegExp.escape(fold);
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, "u").test(folded);
}
