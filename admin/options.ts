import { parseArgs } from "@std/cli/parse-args";
import { EXIT, unknownFlag } from "../cli/mod.ts";
import { type Config, parseConfig, UsageError } from "../server/config/mod.ts";
import { AdminError } from "./admin_error.ts";

/** The words of an operator's command, and the hub that it is for. */
export interface AdminOptions {
  readonly isHelp: boolean;
  /** The words behind the flags. */
  readonly words: readonly string[];
  /** The configuration of the hub, as far as flags, environment and file tell it. */
  readonly config: Config;
  readonly dataDir: string;
  /** The one room that is asked for. */
  readonly room: string | undefined;
}

/** The sources of options besides the command line. */
export interface AdminEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly readFile: (path: string) => string;
}

const FLAGS = ["data", "config", "files"] as const;
const OWN_FLAGS = [...FLAGS, "room"] as const;

/**
 * Reads the flags in front of a command's words. They find the hub as the server's own flags do.
 *
 * @throws {AdminError} A flag doesn't exist or is wrong, or the hub keeps nothing on disk.
 */
export function parseAdmin(
  args: readonly string[],
  { env, readFile }: AdminEnvironment,
  { stopEarly }: { readonly stopEarly: boolean },
): AdminOptions {
  const parsed = parseArgs(args, {
    string: OWN_FLAGS,
    boolean: ["help"],
    alias: { help: "h" },
    stopEarly,
    unknown: (arg) => {
      if (!arg.startsWith("-")) return true;
      const sentence = unknownFlag(arg, [...OWN_FLAGS, "help"], { help: "--help" });
      throw new AdminError(sentence, EXIT.usage);
    },
  });
  const flags = FLAGS.flatMap((name) =>
    parsed[name] === undefined ? [] : [`--${name}=${parsed[name]}`]
  );
  const config = configOf(flags, env, readFile);
  const { dataDir } = config;
  if (dataDir === undefined && !parsed.help) {
    throw new AdminError(
      "This hub keeps nothing on disk (--data off), so there is no socket and no folder: name its folder with --data.",
      EXIT.usage,
    );
  }
  return {
    isHelp: parsed.help,
    words: parsed._.map(String),
    config,
    dataDir: dataDir ?? "",
    room: parsed.room,
  };
}

function configOf(
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
  readFile: (path: string) => string,
): Config {
  try {
    const invocation = parseConfig(flags, env, readFile);
    if (invocation.kind === "start") return invocation.config;
    throw new AdminError(`--${invocation.kind} has no meaning here.`, EXIT.usage);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new AdminError(error.message, EXIT.usage);
  }
}
