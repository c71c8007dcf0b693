/**
 * The command line of `deno task bench:history`.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "../options.ts";
import type { Depth } from "../scenes/mod.ts";

export const USAGE = `deno task bench:history [options]

  --quick        one short round, nothing written
  --rounds N     rounds of every scene (3)
  --minute       1 to 1 at full speed for a minute, rather than 10 s
  --scene NAME   only this scene: to-100, to-100-ids, paced, paced-ids, publishers, one-to-one
  --help         this text
`;

/** What was asked for. */
export interface HistoryOptions {
  readonly help: boolean;
  readonly rounds: number;
  readonly depth: Depth;
  /** How long one speaks to one. */
  readonly oneToOneSeconds: number;
  readonly scene: string | undefined;
  /** Whether the results go to the documentation. */
  readonly writes: boolean;
}

const ROUNDS = 3;
const ROUNDS_MAX = 100;
const KIB = 1024;
const FULL: Depth = {
  // Until then V8 is still compiling what the log has more of, on the core that is measured, and
  // comes to its first major collection, which is 30 ms of a few messages' wait.
  warmUpMs: 9000,
  measureMs: 2000,
  restMs: 0,
  windowBytes: 64 * KIB,
  totalBytes: 8 * KIB * KIB,
};

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds > 0 && rounds <= ROUNDS_MAX) return rounds;
  throw new UsageError(`--rounds must be an integer from 1 to ${ROUNDS_MAX}, not "${text}".`);
}

/**
 * Reads the command line.
 *
 * @throws {UsageError} What is wrong with it.
 */
export function parseHistoryOptions(args: readonly string[]): HistoryOptions {
  const flags = parseArgs([...args], {
    boolean: ["quick", "minute", "help"],
    string: ["rounds", "scene"],
    unknown: (flag) => {
      throw new UsageError(`There is no option "${flag}"; --help lists them.`);
    },
  });
  const rounds = flags.rounds === undefined ? undefined : roundsOf(flags.rounds);
  return {
    help: flags.help,
    rounds: rounds ?? (flags.quick ? 1 : ROUNDS),
    depth: flags.quick ? { ...FULL, warmUpMs: 500, measureMs: 1000 } : FULL,
    oneToOneSeconds: flags.minute ? 60 : flags.quick ? 3 : 10,
    scene: flags.scene,
    writes: !flags.quick && flags.scene === undefined,
  };
}
