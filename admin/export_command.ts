import { EXIT } from "../cli/mod.ts";
import { foldName } from "../hub/mod.ts";
import { openStore, restoreBackup, type Store } from "../store/mod.ts";
import { AdminError } from "./admin_error.ts";
import { connectControl, type Screen, sendCommand } from "./control_client.ts";
import { type ExportLine, isExported } from "./export_line.ts";
import type { AdminOptions } from "./options.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Writes all messages that a hub keeps to standard output, as lines of JSON, room by room. A server
 * that runs is asked for a backup, from which the messages are read.
 */
export async function exportMessages(options: AdminOptions, screen: Screen): Promise<number> {
  const { dataDir, room } = options;
  const conn = await connectControl(dataDir);
  if (conn === undefined) return await exportFolder(dataDir, room, screen);
  const folder = await Deno.makeTempDir({ prefix: "hubbub-export-" });
  try {
    const path = `${folder}/backup.tar`;
    const status = await sendCommand(conn, { words: ["backup", path] }, {
      ...screen,
      print: () => {},
    });
    if (status !== EXIT.done) return status;
    await restoreBackup({ path, dataDir: `${folder}/data`, filesPath: `${folder}/data/files` });
    // Each start warns that a folder was put back from a copy, as this one was on purpose.
    return await exportFolder(`${folder}/data`, room, { ...screen, warn: () => {} });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function exportFolder(
  dataDir: string,
  room: string | undefined,
  { warn }: Screen,
): Promise<number> {
  const isHub = await Deno.lstat(`${dataDir}/hubbub.db`).then(() => true, () => false);
  if (!isHub) {
    throw new AdminError(
      `${dataDir} holds no hub: name the folder of one with --data.`,
      EXIT.failed,
    );
  }
  await using store = await openStore({
    dataDir,
    acceptsCopy: true,
    limits: KEEP_ALL,
    onFailure: warn,
    onWarning: warn,
  });
  const scope = room === undefined ? undefined : foldRoom(room);
  for await (const lines of linesOf(store, scope)) {
    const bytes = encoder.encode(lines);
    for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
  }
  return EXIT.done;
}

/** An export forgets nothing: the server's own limits are unknown here. */
const KEEP_ALL = {
  retainMessages: 1e9,
  directRetainMessages: 1e9,
  retainMs: 100 * 366 * 86_400_000,
  retainBytes: 2 ** 50,
};

async function* linesOf(store: Store, only: string | undefined): AsyncGenerator<string> {
  for await (const messages of store.copy.messages()) {
    let lines = "";
    for (const { scope, to, seq, timeMs, body } of messages) {
      if (!isExported(scope) || only !== undefined && scope !== only) continue;
      const message = JSON.parse(`{${decoder.decode(body)}`);
      // A message that was deleted has no text any more.
      if (typeof message.msg !== "string") continue;
      const line: ExportLine = {
        scope,
        seq,
        time: new Date(timeMs).toISOString(),
        ...(to !== undefined && { to }),
        message,
      };
      lines += `${JSON.stringify(line)}\n`;
    }
    if (lines !== "") yield lines;
  }
}

/** Returns a room's scope, for a name with or without its `#`. */
function foldRoom(room: string): string {
  return foldName(room.startsWith("#") ? room : `#${room}`);
}
