import { CONFUSABLES } from "./confusables.ts";

/** The entries of the table for ASCII, which is what most names are. */
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

/** The table, unpacked at the first call, which a server makes after its start: `prepareNames`. */
export function prototypesOf(): ReadonlyMap<string, string> {
  return prototypes ??= unpack(CONFUSABLES);
}

/** True once the table is unpacked, so that no name waits for it. */
export function isUnpacked(): boolean {
  return prototypes !== undefined;
}

/**
 * The skeleton of a text (Unicode Technical Standard 39, section 4): two texts that look alike have
 * the same one. It is only to be compared, never shown.
 *
 * Unlike there, the text is taken apart by NFKD, since names are compared without regard to
 * compatibility forms anyway.
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

/** Undoes `packConfusables` of `tools/confusables.ts`. */
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
