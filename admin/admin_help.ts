/** The operator's commands: the first word of a command line. */
export type AdminCommand = "ctl" | "backup" | "restore" | "export" | "import";

const FLAGS = `  --data DIR     the hub's data folder (./data)
  --config FILE  the hub's configuration, which names the folder
`;

const STATUSES = `Exit status: 0 done, 1 refused or failed, 2 wrong words, 3 no server runs there.
`;

/** The texts that `--help` prints. */
export const ADMIN_HELP: Readonly<Record<AdminCommand, string>> = {
  ctl: `hubbub ctl: commands for a running server, by the socket in its data folder

Usage: hubbub ctl [flags] COMMAND

  reload         read the configuration, the token's file and the certificate again
  stats          a name and a number in each line
  backup FILE    write a backup while the server runs
  announce TEXT  tell everybody something
  stop           end the server
  help           the commands of the operator's prompt: kick, ban, bans, unban, drop, …

${FLAGS}
${STATUSES}`,
  backup: `hubbub backup: write everything that a hub keeps into one file (tar)

Usage: hubbub backup [flags] FILE

The server may run meanwhile, or not.

${FLAGS}  --files DIR    the folder of files that peers have sent (DATA/files)

${STATUSES}`,
  restore: `hubbub restore: put a backup into a folder that holds no hub yet

Usage: hubbub restore [flags] FILE

${FLAGS}  --files DIR    the folder of files that peers have sent (DATA/files)

${STATUSES}`,
  export: `hubbub export: write messages to standard output, as lines of JSON

Usage: hubbub export [flags] > messages.jsonl

  --room NAME    one room alone, like --room '#ops'
${FLAGS}
${STATUSES}`,
  import: `hubbub import: read lines of JSON into a folder that holds no hub yet

Usage: hubbub import [flags] < messages.jsonl

Each line is like {"scope":"#lobby","seq":1,"time":"2026-01-31T12:00:00.000Z",
"message":{"name":"ada","msg":"hello"}}. Messages get new numbers.

${FLAGS}
${STATUSES}`,
};
