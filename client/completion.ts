import { foldName, quoteName } from "../hub/mod.ts";

/** What can be completed. */
export interface Words {
  /** With their slash. */
  readonly commands: readonly string[];
  readonly names: readonly string[];
  readonly rooms: readonly string[];
}

/**
 * Completes what stands before the cursor, as node:readline wants it: the whole candidates, and the
 * part of the line that they replace. Names may hold spaces, so the longest tail of the line that
 * begins a name counts; where a command takes it, it is put in quotes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { complete } from "./completion.ts";
 *
 * const words = { commands: ["/join", "/quit"], names: ["狗哥alex", "bob"], rooms: ["#tea"] };
 * assertEquals(complete("/j", words), [["/join "], "/j"]);
 * assertEquals(complete("狗", words), [["狗哥alex: "], "狗"]);
 * assertEquals(complete("/join #t", words), [["#tea "], "#t"]);
 * const bobs = { ...words, names: ["bob i"] };
 * assertEquals(complete("/msg bo", bobs), [['"bob i" '], "bo"]);
 * ```
 */
export function complete(line: string, { commands, names, rooms }: Words): [string[], string] {
  if (/^\/\S*$/.test(line)) {
    return [commands.filter((command) => command.startsWith(line)).map((one) => `${one} `), line];
  }
  for (const start of wordStarts(line)) {
    const tail = line.slice(start).replace(/^[@"“„]/, "");
    const fold = foldName(tail);
    if (fold === "") continue;
    const matches = [...rooms, ...names].filter((word) => foldName(word).startsWith(fold));
    // Who is spoken to at the beginning of a line gets a colon.
    const end = start === 0 && !tail.startsWith("#") ? ": " : " ";
    const isArgument = /^\/\S+\s+$/.test(line.slice(0, start));
    const inserted = matches.map((word) => `${isArgument ? quoteName(word) : word}${end}`);
    if (matches.length > 0) return [inserted, line.slice(start)];
  }
  return [[], line];
}

/** Where words begin, from the left: the longest tail first. */
function wordStarts(line: string): number[] {
  const starts = [...line.matchAll(/(?<=^|\s)\S/g)].map(({ index }) => index);
  return starts.slice(-8);
}
