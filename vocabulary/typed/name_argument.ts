import { NAME_MAX_BYTES } from "../limits.ts";

/** Most words of a name: 32 characters with 31 spaces between them are too long. */
const NAME_MAX_WORDS = 16;
const SHOWN_MAX_CHARS = 40;

/** A command's argument, split into a name and the rest. */
export type NameArgument =
  | { readonly kind: "name"; readonly name: string; readonly rest: string }
  | {
    readonly kind: "unclear";
    /** Tells how to write the argument instead. */
    readonly sentence: string;
    /** At most three ways to write it; none if a quote isn't closed. */
    readonly ways: readonly string[];
  };

/** The rules by which a command's argument is read. */
export interface NameGrammar {
  /** The command with its slash, for the sentence about an unclear argument. */
  readonly command: string;
  /** Returns true if there is a peer or a registered name of this name. */
  readonly isKnown: (name: string) => boolean;
  /** Returns true if this text may follow the name. */
  readonly mayFollow: (rest: string) => boolean;
  /** The part of a usage that must stand in front of a text that may not follow. */
  readonly missing?: string;
  /** The reading if no known name fits: the first word, or a refusal if there are several words. */
  readonly unknown: "first-word" | "refuse";
  /** Returns the text after the name, as the sentence shows it. Default: its beginning. */
  readonly showRest?: (rest: string) => string;
}

/**
 * Splits a command's argument into a name and the text after it. A name in quotes is that name. A name
 * without quotes may hold spaces; if several names can be meant, the argument is unclear: a message or
 * a ban must not hit somebody else because two quotes are missing. A longer known name counts even
 * without a text after it, since its last word must not pass for that text.
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

/** Returns true if an argument begins with a name in quotes. */
export function isQuoted(args: string): boolean {
  return /^["“„”]/.test(args);
}

/** Returns the name that is a command's whole argument, with or without quotes. */
export function wholeName(args: string): string {
  const quoted = readQuoted(args);
  return quoted?.kind === "name" && quoted.rest === "" ? quoted.name : args;
}

/**
 * Returns a name as commands read it: in quotes if it holds a space or begins with a quote, and with
 * its own quotes doubled.
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

/** Curly quotes count, too: phones and word processors write them. */
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
