import { CONFUSABLES } from "./confusables.ts";

/** The entries of the table for ASCII: most names are ASCII. */
const ASCII: Readonly<Record<string, string>> = {
  '"': "''",
  "%": "°/₀",
  "0": "O",
  "1": "l",
  I: "l",
  "`": "'",
  m: "rn",
  "|": "l",
};
const CHANGED_ASCII = /["%01I`m|]/g;
const ALL_ASCII = /^\p{ASCII}*$/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

let prototypes: ReadonlyMap<string, string> | undefined;

/** Returns the table. The first call unpacks it; a server calls `prepareNames` after its start. */
export function prototypesOf(): ReadonlyMap<string, string> {
  return prototypes ??= unpack(CONFUSABLES);
}

/** True once the table is unpacked. */
export function isUnpacked(): boolean {
  return prototypes !== undefined;
}

/**
 * Returns the skeleton of a text (Unicode Technical Standard 39, section 4): two texts that look alike
 * have the same skeleton. Compare it, and never show it.
 *
 * The standard decomposes by NFD. This function does it by NFKD, since names are compared without
 * regard to compatibility forms.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { skeleton } from "./skeleton.ts";
 *
 * assertEquals(skeleton("раураӏ"), skeleton("paypal"));
 * ```
 */
export function skeleton(text: string): string {
  if (ALL_ASCII.test(text)) return text.replace(CHANGED_ASCII, (char) => ASCII[char]);
  const table = prototypesOf();
  let mapped = "";
  for (const char of text.normalize("NFKD").replace(INVISIBLE, "")) {
    mapped += table.get(char) ?? char;
  }
  return mapped.normalize("NFD");
}

/** Reverses `packConfusables` of `tools/confusables.ts`. */
function unpack(packed: string): Map<string, string> {
  const table = new Map<string, string>();
  for (const group of packed.replaceAll("\n", "").split(";")) {
    const [points, steps] = group.split(":");
    const target = String.fromCodePoint(...points.split("+").map((digits) => parseInt(digits, 36)));
    let source = 0;
    for (const step of steps.split(",")) {
      source += parseInt(step, 36);
      table.set(String.fromCodePoint(source), target);
    }
  }
  return table;
}
