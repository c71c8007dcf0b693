import { isAbsolute } from "node:path";
import { type ControlReply, EXIT } from "../../cli/mod.ts";
import { BackupError, writeBackup } from "../../store/mod.ts";
import { MACHINE_TIME } from "../clock.ts";
import { bucketHint, type Config, filesFolderOf } from "../config/mod.ts";
import type { Server } from "../server.ts";
import type { ControlSeat } from "./control_seat.ts";
import { statsOf } from "./stats.ts";

/** The parts that commands work with. */
export interface CommandParts {
  readonly server: Server;
  readonly config: Config;
  readonly seat: ControlSeat;
  /** Reads the configuration again. */
  readonly reload: () => { readonly isDone: boolean; readonly sentences: readonly string[] };
  /** The time of the start by the server's clock, in milliseconds. */
  readonly startedMs: number;
}

/** Takes the lines of an answer. */
export type Answer = (reply: ControlReply) => void;

/** Carries out a command and returns the exit status. */
export async function runControl(
  [word = "", ...words]: readonly string[],
  parts: CommandParts,
  answer: Answer,
): Promise<number> {
  switch (word.replace(/^\//, "")) {
    case "reload":
      return reload(parts, answer);
    case "stats":
      for (const line of statsOf(parts.server, parts.startedMs)) answer({ line });
      return EXIT.done;
    case "backup":
      return await backup(words, parts, answer);
    case "":
      answer({ problem: "ctl needs a command: hubbub ctl help lists them." });
      return EXIT.usage;
    case "stop":
      return await command("/quit", parts, answer);
    default:
      return await command([`/${word.replace(/^\//, "")}`, ...words].join(" "), parts, answer);
  }
}

function reload({ reload }: CommandParts, answer: Answer): number {
  const { isDone, sentences } = reload();
  for (const line of sentences) answer(isDone ? { line } : { problem: line });
  return isDone ? EXIT.done : EXIT.failed;
}

async function backup(
  words: readonly string[],
  { server, config }: CommandParts,
  answer: Answer,
): Promise<number> {
  const [path] = words;
  if (path === undefined || words.length > 1 || !isAbsolute(path)) {
    answer({ problem: "backup needs the path of one file: hubbub ctl backup FILE." });
    return EXIT.usage;
  }
  if (server.store === undefined) {
    answer({ problem: "The log in NATS keeps what this hub knows: back up NATS itself." });
    return EXIT.failed;
  }
  try {
    const made = await writeBackup({
      store: server.store,
      path,
      filesPath: filesFolderOf(config.files),
      wallMs: MACHINE_TIME.wallMs(),
    });
    server.hub.recordAction("backup", "", server.context.now());
    answer({
      line:
        `${path}: ${made.sizeBytes} bytes, messages up to number ${made.lastSeq}, ${made.files} files.`,
    });
    const hint = bucketHint(config.files);
    if (hint !== undefined) answer({ line: hint });
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    answer({ problem: error.message });
    return EXIT.failed;
  }
}

async function command(line: string, { seat }: CommandParts, answer: Answer): Promise<number> {
  const { lines, problems } = await seat.run(line);
  for (const line of lines) answer({ line });
  for (const problem of problems) answer({ problem });
  return problems.length === 0 ? EXIT.done : EXIT.failed;
}
