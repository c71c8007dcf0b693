import { resolve } from "node:path";
import { EXIT } from "../cli/mod.ts";
import { bucketHint, filesFolderOf } from "../server/config/mod.ts";
import {
  BackupError,
  openStore,
  reasonOf,
  restoreBackup,
  StoreError,
  writeBackup,
} from "../store/mod.ts";
import { openStandardOutput } from "../terminal/mod.ts";
import { AdminError } from "./admin_error.ts";
import { ADMIN_HELP, type AdminCommand } from "./admin_help.ts";
import { connectControl, type Screen, sendCommand } from "./control_client.ts";
import { exportMessages } from "./export_command.ts";
import { importMessages } from "./import_command.ts";
import { type AdminOptions, parseAdmin } from "./options.ts";

/** Carries out a command, and ends the process with its exit status. */
export async function runAdminCommand(
  command: AdminCommand,
  args: readonly string[],
): Promise<never> {
  const output = openStandardOutput({ maxBytes: 64 * 1024 * 1024 });
  const screen: Screen = {
    print: (line) => output.stdout.push(`${line}\n`),
    warn: (sentence) => output.stderr.push(`hubbub: ${sentence}\n`),
  };
  try {
    const environment = { env: Deno.env.toObject(), readFile: Deno.readTextFileSync };
    const options = parseAdmin(args, environment, { stopEarly: command === "ctl" });
    if (options.isHelp) {
      output.stdout.push(ADMIN_HELP[command]);
      return await output.exit(EXIT.done);
    }
    return await output.exit(await RUN[command](options, screen));
  } catch (error) {
    // The reader of the output wants no more.
    const sentence = error instanceof Deno.errors.BrokenPipe ? "" : sentenceOn(error, command);
    if (sentence === undefined) throw error;
    if (sentence !== "") screen.warn(sentence);
    return await output.exit(error instanceof AdminError ? error.exit : EXIT.failed);
  }
}

/** Returns a sentence about an error for the operator; undefined for a bug. */
function sentenceOn(error: unknown, command: AdminCommand): string | undefined {
  // The store of an import that failed can't be closed in good order either.
  if (error instanceof SuppressedError) return sentenceOn(error.suppressed, command);
  const isSentence = error instanceof AdminError || error instanceof BackupError ||
    error instanceof StoreError;
  if (isSentence) return error.message;
  const reason = reasonOf(error, "what it writes");
  return reason && `${command} failed: ${reason}.`;
}

/** Returns true for a word that is one of these commands. */
export function isAdminCommand(word: string | undefined): word is AdminCommand {
  return word !== undefined && Object.hasOwn(RUN, word);
}

const RUN: Readonly<
  Record<AdminCommand, (options: AdminOptions, screen: Screen) => Promise<number>>
> = { ctl, backup, restore, export: exportMessages, import: importMessages };

async function ctl({ words, dataDir }: AdminOptions, screen: Screen): Promise<number> {
  if (words.length === 0) {
    throw new AdminError("ctl needs a command: hubbub ctl help lists them.", EXIT.usage);
  }
  const conn = await connectControl(dataDir);
  if (conn === undefined) {
    throw new AdminError(
      `No server runs on ${dataDir}: start one, or name its folder with --data.`,
      EXIT.noServer,
    );
  }
  // The server may have been started in another folder.
  const sent = words[0] === "backup"
    ? [words[0], ...words.slice(1).map((path) => resolve(path))]
    : words;
  return await sendCommand(conn, { words: sent }, screen);
}

async function backup(options: AdminOptions, screen: Screen): Promise<number> {
  const { config, dataDir } = options;
  const path = onePath(options, "backup");
  const conn = await connectControl(dataDir);
  if (conn !== undefined) return await sendCommand(conn, { words: ["backup", path] }, screen);
  if (!await exists(`${dataDir}/hubbub.db`)) {
    throw new AdminError(
      `${dataDir} holds no hub: name the folder of one with --data.`,
      EXIT.failed,
    );
  }
  await using store = await openStore({ dataDir, onFailure: screen.warn, onWarning: screen.warn });
  const made = await writeBackup({
    store,
    path,
    filesPath: filesFolderOf(config.files),
    wallMs: Date.now(),
  });
  screen.print(
    `${path}: ${made.sizeBytes} bytes, messages up to number ${made.lastSeq}, ${made.files} files.`,
  );
  const hint = bucketHint(config.files);
  if (hint !== undefined) screen.print(hint);
  return EXIT.done;
}

async function restore(options: AdminOptions, screen: Screen): Promise<number> {
  const { config, dataDir } = options;
  const path = onePath(options, "restore");
  const filesPath = filesFolderOf(config.files) ?? `${dataDir}/files`;
  const { manifest, files } = await restoreBackup({ path, dataDir, filesPath });
  screen.print(
    `${dataDir} has the hub of ${manifest.time}, messages up to number ${manifest.lastSeq}, ${files} files. The next start begins a new epoch.`,
  );
  return EXIT.done;
}

function onePath({ words }: AdminOptions, command: string): string {
  if (words.length === 1) return resolve(words[0]);
  throw new AdminError(
    `${command} needs the path of one file: hubbub ${command} FILE.`,
    EXIT.usage,
  );
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
