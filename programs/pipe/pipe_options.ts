import { parseArgs } from "@std/cli/parse-args";
import { ClientError } from "../../client/mod.ts";
import {
  type Environment,
  type Login,
  loginOf,
  refuseUnknown,
  TARGET_FLAGS,
  TARGET_HELP,
} from "../target.ts";

const VALUE_FLAGS = [...TARGET_FLAGS, "to", "since", "give-up-after", "file"] as const;
const SWITCHES = ["json", "events", "follow", "help"] as const;

/** The settings of one run of `hubbub pipe`. */
export interface PipeOptions {
  readonly login: Login;
  /** A peer's name or `#room`; undefined: the lobby. */
  readonly to: string | undefined;
  readonly since: number | undefined;
  /** Paths of files to send in place of the input's lines. */
  readonly files: readonly string[];
  readonly isJson: boolean;
  /** True: prints the hub's notices, too, as JSON. */
  readonly showsEvents: boolean;
  /** True: goes on after the end of the input. */
  readonly follows: boolean;
  /** Longest time without a connection; undefined: 10 s until the first one, then for ever. */
  readonly giveUpAfterMs: number | undefined;
}

/** The text that `hubbub pipe --help` prints. */
export const PIPE_HELP = `hubbub pipe: lines to messages, messages to lines

Usage: hubbub pipe [name@]address… [flags]

${TARGET_HELP}
  --to NAME|#ROOM       whom the lines are for; a room is entered, and created where it is new
                        (default: the lobby)
  --file PATH           send this file in place of the input, and print its link; may be given more
                        than once
  --since SEQ           first what was said after this number (0: all that is still known)
  --follow              go on after the end of the input
  --json                print messages as JSON lines
  --events              with --json: joins, leaves and other notices, too
  --give-up-after S     seconds without a connection after which it gives up
                        (default: 10 at first, later never)

Each line of standard input is said once, over any number of lost connections; blank ones are
passed over. What is said there, and to you, is printed; with --file only beside --follow. It ends when the input has ended and all
is acknowledged. Exit status: 0; 1 where something wasn't acknowledged or the hub can't be reached;
2 for a wrong flag.

  hubbub pipe --name web1 --to '#ops' --file report.pdf
  tail -f log | hubbub pipe --name web1 --to '#ops'
  hubbub pipe --json --follow --name bot < /dev/null | jq -r .msg
`;

/**
 * Parses the flags of `hubbub pipe`. Returns undefined for `--help`.
 *
 * @throws {ClientError} `usage`, `name-missing` or `address-invalid`.
 */
export function parsePipe(
  args: readonly string[],
  environment: Environment,
): PipeOptions | undefined {
  const parsed = parseArgs(args, {
    string: VALUE_FLAGS,
    collect: ["file"],
    boolean: SWITCHES,
    alias: { help: "h", follow: "f" },
    unknown: refuseUnknown("pipe", [...VALUE_FLAGS, ...SWITCHES]),
  });
  if (parsed.help) return undefined;
  const giveUpAfter = numberOf("give-up-after", parsed["give-up-after"]);
  const { to } = parsed;
  if (to === "") throw new ClientError("usage", "--to needs a name, or a room in quotes: '#ops'.");
  return {
    login: loginOf(parsed, environment),
    to,
    since: numberOf("since", parsed.since),
    files: filesOf(parsed.file),
    isJson: parsed.json || parsed.events,
    showsEvents: parsed.events,
    follows: parsed.follow,
    giveUpAfterMs: giveUpAfter === undefined ? undefined : 1_000 * giveUpAfter,
  };
}

function filesOf(paths: readonly string[]): readonly string[] {
  if (!paths.includes("")) return paths;
  throw new ClientError("usage", "--file needs the path of a file.");
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new ClientError("usage", `--${flag} is a whole number; not "${text}".`);
}
