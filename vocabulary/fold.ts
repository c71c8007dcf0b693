// Most names: printable ASCII without spaces, which lower case alone folds.
const simple = /^[\x21-\x7e]{1,32}$/;
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * Returns the form by which names are compared: NFKC and case-folded (Unicode chapter 3.13), without
 * characters that have no shape. So nobody passes for somebody else by case, width, compatibility form
 * or an invisible character.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { foldName } from "./fold.ts";
 *
 * assertEquals(foldName("Ａlice"), foldName("aLICE"));
 * ```
 */
export function foldName(name: string): string {
  if (simple.test(name)) return name.toLowerCase();
  // Only lower, upper, lower makes ẞ, ß and ss, or σ and ς, equal (JavaScript has no case folding).
  return name.normalize("NFKC").replace(invisible, "").toLowerCase().toUpperCase().toLowerCase()
    .normalize("NFKC");
}

// deno-lint-ignore no-control-regex -- all of ASCII
const ascii = /^[\x00-\x7f]*$/;

/**
 * Returns the form by which texts are searched: folded as a name is, and each run of white space is
 * one space.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { foldText } from "./fold.ts";
 *
 * assertEquals(foldText("Ｇｏｏｄ\n  Morning"), "good morning");
 * ```
 */
export function foldText(text: string): string {
  const folded = ascii.test(text) ? text.toLowerCase() : foldName(text);
  return folded.replace(/\s+/g, " ");
}
