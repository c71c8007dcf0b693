/**
 * Makes `hub/names/confusables.ts` of Unicode's own data:
 *
 *     deno run --allow-read --allow-write tools/confusables.ts confusables.txt
 *
 * The file is https://www.unicode.org/Public/security/latest/confusables.txt; each line that counts
 * is `0430 ;	0061 ;	MA`: a code point, and what it looks like.
 *
 * @module
 */

const OUTPUT = new URL("../hub/names/confusables.ts", import.meta.url);
const LINE_CHARS = 96;

/** By code point, the text that it looks like. */
export type Prototypes = ReadonlyMap<number, string>;

/** Reads Unicode's file. */
export function parseConfusables(text: string): { version: string; prototypes: Prototypes } {
  const prototypes = new Map<number, string>();
  for (const line of text.split("\n")) {
    const [source, target] = line.split("#", 1)[0].split(";").map((field) => field.trim());
    if (target === undefined) continue;
    const points = target.split(/\s+/).map((hex) => Number.parseInt(hex, 16));
    prototypes.set(Number.parseInt(source, 16), String.fromCodePoint(...points));
  }
  return { version: /^# Version: (\S+)/m.exec(text)?.[1] ?? "", prototypes };
}

/**
 * Packs the table: for each target a line of its code points, joined by `+`, then a colon and the
 * sources, each as its distance from the one before; all numbers to the base of 36. Sources that
 * NFKD takes apart are left out, for names are taken apart before they are looked up.
 */
export function packConfusables(prototypes: Prototypes): string {
  const sources = new Map<string, number[]>();
  for (const [source, target] of [...prototypes].sort(([a], [b]) => a - b)) {
    const char = String.fromCodePoint(source);
    if (char.normalize("NFKD") !== char) continue;
    sources.set(target, [...(sources.get(target) ?? []), source]);
  }
  return [...sources].map(([target, list]) => {
    const points = [...target].map((char) => char.codePointAt(0)!.toString(36)).join("+");
    const steps = list.map((source, i) => (source - (list[i - 1] ?? 0)).toString(36));
    return `${points}:${steps.join(",")}`;
  }).join(";");
}

function moduleOf(version: string, packed: string): string {
  const lines = packed.match(new RegExp(`.{1,${LINE_CHARS}}`, "g")) ?? [];
  return `/**
 * Unicode's table of characters that look like others (Unicode Technical Standard 39, section 4),
 * packed by \`tools/confusables.ts\`, which says how. Made by it: change nothing here by hand.
 *
 * Copyright © 1991-2026 Unicode, Inc. The data is used under the Unicode License V3; its notice is
 * in \`hub/names/UNICODE-LICENSE.txt\`.
 *
 * @module
 */

/** The version of the data. */
export const CONFUSABLES_VERSION = ${JSON.stringify(version)};

/** For each target the code points that look like it. Line ends mean nothing. */
export const CONFUSABLES = \`
${lines.join("\n")}
\`;
`;
}

if (import.meta.main) {
  const { version, prototypes } = parseConfusables(await Deno.readTextFile(Deno.args[0]));
  await Deno.writeTextFile(OUTPUT, moduleOf(version, packConfusables(prototypes)));
}
