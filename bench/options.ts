/**
 * The command line of the bench.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import type { Depth } from "./scenes/mod.ts";

export const USAGE = `deno task bench [options]

  --quick            fewer and shorter scenes, one round; under a minute
  --scene NAME       only this scene; may be repeated, a trailing * matches the rest:
                     --scene 'log-*' measures what the log costs, 'cluster-*' several nodes,
                     'grow-*' how cost grows
  --only A,B         only these servers: hubbub, epoll (the ceiling in C), nats, redis,
                     mosquitto, ngircd, inspircd, bare-ws, centrifugo, jetstream
  --rounds N         rounds of every scene (5)
  --seconds N        measured time of a run (2)
  --server [N=]CMD   start hubbub by this command, under the name N; may be repeated to compare
  --json FILE        also write all results to FILE
  --from FILE        measure nothing, report the results in FILE
  --write            write docs/performance.* though the run is not a full one
  --list             list the scenes
  --help             this text
`;

export interface Options {
  readonly quick: boolean;
  readonly help: boolean;
  readonly list: boolean;
  readonly write: boolean;
  readonly scenes: readonly string[];
  readonly only: readonly string[];
  readonly rounds: number;
  readonly depth: Depth;
  readonly variants: readonly Variant[];
  readonly json: string | undefined;
  readonly from: string | undefined;
}

/** A command that starts a version of hubbub. */
export interface Variant {
  readonly name: string;
  readonly command: readonly string[];
}

/** An error in the command line; its message is for the user. */
export class UsageError extends Error {}

const FULL: Depth = { warmUpMs: 1000, measureMs: 2000, restMs: 40_000 };
const QUICK: Depth = { warmUpMs: 400, measureMs: 1000, restMs: 0 };
const FULL_ROUNDS = 5;
const MAX_ROUNDS = 100;
const MAX_SECONDS = 60;

/**
 * Reads the command line.
 *
 * @throws {UsageError} Where it has an error.
 */
export function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs([...args], {
    boolean: ["quick", "help", "list", "write"],
    string: ["scene", "only", "rounds", "seconds", "server", "json", "from"],
    collect: ["scene", "server"],
    unknown: (flag) => {
      throw new UsageError(`There is no option "${flag}"; --help lists them.`);
    },
  });
  const base = flags.quick ? QUICK : FULL;
  const rounds = positive(flags.rounds, flags.quick ? 1 : FULL_ROUNDS, "rounds", MAX_ROUNDS);
  const seconds = positive(flags.seconds, base.measureMs / 1000, "seconds", MAX_SECONDS);
  return {
    quick: flags.quick,
    help: flags.help,
    list: flags.list,
    write: flags.write,
    scenes: flags.scene,
    only: flags.only?.split(",") ?? [],
    rounds: Math.ceil(rounds),
    depth: { ...base, measureMs: 1000 * seconds },
    variants: flags.server.map(variant),
    json: flags.json,
    from: flags.from,
  };
}

function positive(text: string | undefined, fallback: number, flag: string, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (value > 0 && value <= most) return value;
  throw new UsageError(`--${flag} must be a number above 0 and at most ${most}, not "${text}".`);
}

function variant(text: string): Variant {
  const match = text.match(/^([\w.-]+)=(.*)$/);
  const [name, command] = match === null ? ["hubbub", text] : [match[1], match[2]];
  const words = command.split(" ").filter((word) => word !== "");
  if (words.length === 0) throw new UsageError(`--server "${text}" has no command.`);
  return { name, command: words };
}
