// Most names: printable ASCII without spaces, which lower case alone folds.
const simple = /^[\x21-\x7e]{1,32}$/;
const invisible = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * The form under which two names are compared: NFKC and case-folded (Unicode chapter 3.13),
 * without what has no shape of its own, so that nobody can pass for somebody else by case,
 * width, compatibility form or an invisible character.
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
  // Lower, upper, lower: only so do ẞ, ß and ss, or σ and ς, meet (JavaScript has no case folding).
  return name.normalize("NFKC").replace(invisible, "").toLowerCase().toUpperCase().toLowerCase()
    .normalize("NFKC");
}
