import { NAME_MAX_BYTES } from "../limits.ts";

/** Most words of which a name may consist: 32 characters and 31 spaces between them are too many. */
const NAME_MAX_WORDS = 16;
const SHOWN_MAX_CHARS = 40;

/** A command's argument, taken apart. */
export type NameArgument =
  | { readonly kind: "name"; readonly name: string; readonly rest: string }
  /** The sentence says how to write it instead. */
  | { readonly kind: "unclear"; readonly sentence: string };

/** The rules by which a command's argument is read. */
export interface NameGrammar {
  /** With its slash, as the sentence for an unclear argument shows it. */
  readonly command: string;
  /** True where a peer or a registered name of this name can be meant. */
  readonly isKnown: (name: string) => boolean;
  /** True where this text may stand behind the name. */
  readonly mayFollow: (rest: string) => boolean;
  /** The reading where no known name fits: the first word, or a refusal if there are several. */
  readonly unknown: "first-word" | "refuse";
  /** Shows the text behind the name in the sentence; absent: its beginning is shown. */
  readonly showRest?: (rest: string) => string;
}

/**
 * Splits a name from what stands behind it. A name in quotes is that name; without quotes a name may
 * hold spaces, and where more than one name can be meant the argument is unclear: a message must not
 * go to somebody else, nor a ban hit somebody else, for want of two quotes.
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
 * ```
 */
export function readName(args: string, grammar: NameGrammar): NameArgument {
  const quoted = readQuoted(args);
  if (quoted !== undefined) return quoted;
  const readings = readingsOf(args).filter(({ rest }) => grammar.mayFollow(rest));
  const known = readings.filter(({ name }) => grammar.isKnown(name));
  const [first = { name: args, rest: "" }] = known.length > 0 ? known : readings;
  const isUnclear = known.length > 1 ||
    known.length === 0 && readings.length > 1 && grammar.unknown === "refuse";
  if (!isUnclear) return { kind: "name", ...first };
  return { kind: "unclear", sentence: unclear(known.length > 0 ? known : readings, grammar) };
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
  return { kind: "unclear", sentence };
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

function unclear(readings: readonly Reading[], { command, showRest = beginning }: NameGrammar) {
  const ways = readings.slice(0, 3).map(({ name, rest }) =>
    `${command} "${name.replaceAll('"', '""')}"${rest && ` ${showRest(rest)}`}`
  );
  return `That can mean ${
    ways.join(" or ")
  }, so nothing was done: write the one that you mean, with the quotes.`;
}

function beginning(text: string): string {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= SHOWN_MAX_CHARS) return line;
  return `${line.slice(0, SHOWN_MAX_CHARS).toWellFormed()}…`;
}
