import { type Flag, placeholderOf } from "./flag.ts";
import { FLAGS } from "./flags.ts";

/** The text that `--help` prints. */
export function helpText(): string {
  const rows = Object.entries(FLAGS).map(([name, { kind, standard, help }]: [string, Flag]) => {
    const left = `  --${name} ${placeholderOf(kind)}`;
    return `${left.padEnd(33)}  ${help} (${standard})`;
  });
  return `hubbub: a chat server that ten lines of any language can join

Usage: hubbub [start] [flags]     run the server
       hubbub chat [name@]host    talk, on a terminal (hubbub chat --help)
       hubbub pipe [name@]host    lines to messages, messages to lines (hubbub pipe --help)
       hubbub ctl COMMAND         a command for a running server (hubbub ctl --help)
       hubbub backup|restore FILE everything that a hub keeps (hubbub backup --help)
       hubbub export|import       messages as lines of JSON (hubbub export --help)

${rows.join("\n")}
  --tls-only                       refuse what comes without TLS
  --reuse-port                     share TCP and web ports with other nodes (Linux)
  --trace                          show each frame in both directions, on stderr
  --print-config                   write a configuration file with these flags, and comments
  --help, --version

Each flag has an environment variable: --max-peers is HUBBUB_MAX_PEERS.
A port of 0 takes a free one; "off" switches a transport or a limit off.
`;
}
