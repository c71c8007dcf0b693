import { NAME_MAX_BYTES } from "../limits.ts";

/** Most words of which a name may consist: 32 characters and 31 spaces between them are too many. */
const NAME_MAX_WORDS = 16;
const SHOWN_MAX_CHARS = 40;

/** A command's argument, taken apart. */
export type NameArgument =
  | { readonly kind: "name"; readonly name: string; readonly rest: string }
  | {
    readonly kind: "unclear";
    /** Says how to write it instead. */
    readonly sentence: string;
    /** At most three ways to write it; none where a quote isn't closed. */
    readonly ways: readonly string[];
  };

/** The rules by which a command's argument is read. */
export interface NameGrammar {
  /** With its slash, as the sentence for an unclear argument shows it. */
  readonly command: string;
  /** True where a peer or a registered name of this name can be meant. */
  readonly isKnown: (name: string) => boolean;
  /** True where this text may stand behind the name. */
  readonly mayFollow: (rest: string) => boolean;
  /** The part of a usage that has to stand in front of a text that may not follow. */
  readonly missing?: string;
  /** The reading where no known name fits: the first word, or a refusal if there are several. */
  readonly unknown: "first-word" | "refuse";
  /** Shows the text behind the name in the sentence; absent: its beginning is shown. */
  readonly showRest?: (rest: string) => string;
}

/**
 * Splits a name from what stands behind it. A name in quotes is that name; without quotes a name may
 * hold spaces, and where more than one name can be meant the argument is unclear: a message must not
 * go to somebody else, nor a ban hit somebody else, for want of two quotes. A longer known name counts
 * even where the text behind it is forgotten: its last word must not be taken for that text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readName } from "./name_argument.ts";
 *
 * const here = ["bob", "bob i", "Ada of the Lovelaces"];
 * const read = (args: string) =>
 *   readName(args, {
 *     command: "/msg",
 *     isKnown: (name) => here.includes(name),
 *     mayFollow: (rest) => rest !== "",
 *     unknown: "first-word",
 *   });
 * assertEquals(read('"bob" i love you'), { kind: "name", name: "bob", rest: "i love you" });
 * assertEquals(read("Ada of the Lovelaces hi").kind, "name");
 * assertEquals(read("bob i love you").kind, "unclear");
 * assertEquals(read("bob i").kind, "unclear");
 * ```
 */
export function readName(args: string, grammar: NameGrammar): NameArgument {
  const quoted = readQuoted(args);
  if (quoted !== undefined) return quoted;
  const readings = readingsOf(args).map((reading) => ({
    ...reading,
    isKnown: grammar.isKnown(reading.name),
    fits: grammar.mayFollow(reading.rest),
  }));
  const fitting = readings.filter(({ fits }) => fits);
  const known = fitting.filter(({ isKnown }) => isKnown);
  const meant = known.length > 0
    ? known
    : fitting.slice(0, grammar.unknown === "refuse" ? undefined : 1);
  const [first] = meant;
  if (first === undefined) return { kind: "name", name: args, rest: "" };
  const forgotten = readings.filter(({ name, isKnown, fits }) =>
    isKnown && !fits && name.length > first.name.length
  );
  const ways = [...meant, ...forgotten];
  if (ways.length === 1) return { kind: "name", name: first.name, rest: first.rest };
  return unclear(ways, grammar);
}

/** True for an argument that begins with a name in quotes. */
export function isQuoted(args: string): boolean {
  return /^["“„”]/.test(args);
}

/** The name that is a command's whole argument, with or without quotes. */
export function wholeName(args: string): string {
  const quoted = readQuoted(args);
  return quoted?.kind === "name" && quoted.rest === "" ? quoted.name : args;
}

/**
 * A name as commands take it: in quotes where it holds a space or begins with a quote, the quotes
 * within doubled.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quoteName } from "./name_argument.ts";
 *
 * assertEquals(["bob", "bob i", 'the "Rock"'].map(quoteName), [
 *   "bob",
 *   '"bob i"',
 *   '"the ""Rock"""',
 * ]);
 * ```
 */
export function quoteName(name: string): string {
  return /\s/.test(name) || isQuoted(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

interface Reading {
  readonly name: string;
  readonly rest: string;
}

/** Curly quotes count too: phones and word processors write them. */
function readQuoted(args: string): NameArgument | undefined {
  if (!isQuoted(args)) return undefined;
  const match = /^"((?:[^"]|"")+)"(?!")(.*)$/s.exec(args) ?? /^[“„”]([^“”]+)[“”](.*)$/s.exec(args);
  if (match !== null) {
    return { kind: "name", name: match[1].replaceAll('""', '"'), rest: match[2].trim() };
  }
  const sentence =
    'The quote in front of the name isn\'t closed: write "the name" in two quotes, and a quote within it twice.';
  return { kind: "unclear", sentence, ways: [] };
}

function readingsOf(args: string): Reading[] {
  const ends = [...args.slice(0, NAME_MAX_BYTES + 1).matchAll(/\s+/g)].slice(0, NAME_MAX_WORDS);
  const readings = ends.map(({ index }) => ({
    name: args.slice(0, index),
    rest: args.slice(index).trim(),
  }));
  const isName = args.length <= NAME_MAX_BYTES && ends.length < NAME_MAX_WORDS;
  return isName ? [...readings, { name: args, rest: "" }] : readings;
}

function unclear(readings: readonly Reading[], grammar: NameGrammar): NameArgument {
  const ways = readings.slice(0, 3).map(({ name, rest }) =>
    [grammar.command, `"${name.replaceAll('"', '""')}"`, ...behind(rest, grammar)].join(" ")
  );
  const sentence = `That can mean ${
    ways.join(" or ")
  }, so nothing was done: write the one that you mean, with the quotes.`;
  return { kind: "unclear", sentence, ways };
}

function behind(rest: string, { mayFollow, missing, showRest = beginning }: NameGrammar): string[] {
  const shown = rest === "" ? [] : [showRest(rest)];
  return missing === undefined || mayFollow(rest) ? shown : [missing, ...shown];
}

function beginning(text: string): string {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= SHOWN_MAX_CHARS) return line;
  return `${line.slice(0, SHOWN_MAX_CHARS).toWellFormed()}…`;
}
