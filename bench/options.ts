/**
 * The command line of the bench.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import type { Depth } from "./scenes/mod.ts";

export const USAGE = `deno task bench [options]

  --quick            fewer and shorter scenes, one round; under a minute
  --scene NAME       only this scene; may be repeated, a trailing * matches the rest
  --only A,B         only these servers: hubbub, nats, redis, mosquitto, ngircd
  --rounds N         rounds of every scene (5)
  --seconds N        measured time of a run (2)
  --window-kib N     bytes under way per receiver in a flood (64)
  --total-mib N      bytes under way to all receivers together (8)
  --log disk|off     hubbub's log in every scene
  --server [N=]CMD   start hubbub by this command, under the name N; may be repeated to compare
  --json FILE        also write all results to FILE
  --from FILE        measure nothing, report the results in FILE
  --write            write docs/performance.* though the run is not a full one
  --list             list the scenes
  --help             this text
`;

/** A command that starts hubbub, or a version of it. */
export interface Variant {
  readonly name: string;
  readonly command: readonly string[];
}

export interface Options {
  readonly quick: boolean;
  readonly help: boolean;
  readonly list: boolean;
  readonly write: boolean;
  readonly scenes: readonly string[];
  readonly only: readonly string[];
  readonly rounds: number;
  readonly depth: Depth;
  readonly log: "disk" | "off" | undefined;
  readonly variants: readonly Variant[];
  readonly json: string | undefined;
  readonly from: string | undefined;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const FULL: Depth = {
  warmUpMs: 1000,
  measureMs: 2000,
  restMs: 40_000,
  windowBytes: 64 * KIB,
  totalBytes: 8 * MIB,
};

const QUICK: Depth = { ...FULL, warmUpMs: 400, measureMs: 1000, restMs: 0 };
const FULL_ROUNDS = 5;
const MAX_ROUNDS = 100;
const MAX_SECONDS = 60;
const MAX_WINDOW_KIB = 4096;
const MAX_TOTAL_MIB = 1024;

/** An error in the command line, told to the user as it is. */
export class UsageError extends Error {}

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

function logOption(text: string | undefined): "disk" | "off" | undefined {
  if (text === undefined || text === "disk" || text === "off") return text;
  throw new UsageError(`--log must be disk or off, not "${text}".`);
}

interface DepthFlags {
  readonly seconds?: string;
  readonly "window-kib"?: string;
  readonly "total-mib"?: string;
}

function depthOf(base: Depth, flags: DepthFlags): Depth {
  const number = (flag: keyof DepthFlags, fallback: number, most: number, unit: number) =>
    positive(flags[flag], fallback / unit, flag, most) * unit;
  return {
    ...base,
    measureMs: number("seconds", base.measureMs, MAX_SECONDS, 1000),
    windowBytes: number("window-kib", base.windowBytes, MAX_WINDOW_KIB, KIB),
    totalBytes: number("total-mib", base.totalBytes, MAX_TOTAL_MIB, MIB),
  };
}

/** Reads the command line. */
export function parseOptions(args: readonly string[]): Options {
  const flags = parseArgs([...args], {
    boolean: ["quick", "help", "list", "write"],
    string: [
      "scene",
      "only",
      "rounds",
      "seconds",
      "window-kib",
      "total-mib",
      "log",
      "server",
      "json",
      "from",
    ],
    collect: ["scene", "server"],
    unknown: (flag) => {
      throw new UsageError(`There is no option "${flag}"; --help lists them.`);
    },
  });
  return {
    quick: flags.quick,
    help: flags.help,
    list: flags.list,
    write: flags.write,
    scenes: flags.scene,
    only: flags.only?.split(",") ?? [],
    rounds: Math.ceil(positive(flags.rounds, flags.quick ? 1 : FULL_ROUNDS, "rounds", MAX_ROUNDS)),
    depth: depthOf(flags.quick ? QUICK : FULL, flags),
    log: logOption(flags.log),
    variants: flags.server.map(variant),
    json: flags.json,
    from: flags.from,
  };
}
