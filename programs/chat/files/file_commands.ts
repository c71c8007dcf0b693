import { sizeText, wholeName } from "../../../hub/mod.ts";
import { type Client, ClientError, type ClientEvent, type Message } from "../../../client/mod.ts";
import { openLocalFile } from "../../files/local_file.ts";
import { safeFileName, saveFile } from "../../files/saved_file.ts";
import { readPath } from "./typed_path.ts";
import type { Transfers } from "./transfers.ts";

/** The parts of a chat that commands about files need. */
export interface FileCommandsOptions {
  readonly client: Client;
  readonly transfers: Transfers;
  /** Returns the room or peer that the person talks to; undefined: none. */
  readonly place: () => string | undefined;
  readonly notice: (sentence: string) => void;
  /** The home folder, which `~` stands for. */
  readonly home: string | undefined;
}

/** The commands about files: `/send`, `/get` and `/cancel`. */
export class FileCommands {
  readonly #options: FileCommandsOptions;
  #last: Message | undefined;

  constructor(options: FileCommandsOptions) {
    this.#options = options;
  }

  /** Notes the last file that was shown. */
  heard(event: ClientEvent): void {
    if (event.event === "message" && event.file !== undefined) this.#last = event;
  }

  /** @throws {ClientError} See {@linkcode ClientFiles.send}; or the file can't be read. */
  async send(rest: string): Promise<void> {
    const { client, transfers, place, notice, home } = this.#options;
    const { path, rest: name } = readPath(rest, home);
    if (path === "") return notice("That command is written: /send path [name|#room]");
    const to = wholeName(name) || place();
    if (to === undefined) return notice("You talk in no room: /send path #room says where.");
    const file = await openLocalFile(path);
    const { seq, file: kept } = await told(
      file.name,
      transfers.run(`sending ${file.name}`, ({ signal, progressed: onProgress }) => {
        return client.files.send(file, { to, signal, onProgress });
      }),
    ).finally(() => (file.bytes as ReadableStream).cancel().catch(() => {}));
    notice(`${kept.name} (${sizeText(kept.size)}) is sent to ${to} as message ${seq}: ${kept.url}`);
  }

  /** @throws {ClientError} See {@linkcode ClientFiles.get} and {@linkcode saveFile}. */
  async get(rest: string): Promise<void> {
    const { client, transfers, notice, home } = this.#options;
    const [, word, behind] = /^(\S*)\s*(.*)$/s.exec(rest)!;
    const of = this.#fileOf(word);
    if (of === undefined) {
      return notice(
        word === ""
          ? "No file was shown yet: /get number [path], with the number or the link of a message."
          : `No message ${word} with a file was shown here: /history shows the numbers, and a file's link will do, too.`,
      );
    }
    const path = readPath(behind, home).path || undefined;
    const name = typeof of === "string" ? "a file" : safeFileName(of.file!.name);
    const saved = await told(
      name,
      transfers.run(`fetching ${name}`, async ({ signal, progressed: onProgress }) => {
        return await saveFile(await client.files.get(of, { signal }), { path, onProgress });
      }),
    );
    notice(`${name === "a file" ? "The file" : name} is saved as ${saved}`);
  }

  cancel(): void {
    if (!this.#options.transfers.cancel()) this.#options.notice("No file is on its way.");
  }

  /** Returns a file's id or its message; without a word, that of the last file. */
  #fileOf(word: string): string | Message | undefined {
    if (word === "") return this.#last;
    const id = /(?:^|\/)([0-9a-f]{32})(?:\/|$)/.exec(word)?.[1];
    if (id !== undefined) return id;
    const message = /^\d{1,15}$/.test(word)
      ? this.#options.client.message(Number(word))
      : undefined;
    return message?.file === undefined ? undefined : message;
  }
}

/** Names the file in the sentence of its error: others may be on their way, too. */
async function told<T>(name: string, transfer: Promise<T>): Promise<T> {
  try {
    return await transfer;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    throw new ClientError(error.code, `${name}: ${error.message}`);
  }
}
