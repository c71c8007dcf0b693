import type { Client, SentFile } from "../../client/mod.ts";
import { type LocalFile, openLocalFile } from "../files/local_file.ts";
import { progressText } from "../files/progress_text.ts";
import { safeJson, textLines } from "../safe_text.ts";
import type { PipeEnds } from "./pipe_ends.ts";
import type { PipeOptions } from "./pipe_options.ts";

/** The files that `hubbub pipe --file` sends in place of lines. */
export class PipeFiles {
  #shown = "";

  constructor(
    readonly client: Client,
    readonly options: Pick<PipeOptions, "files" | "to" | "isJson">,
    readonly ends: Pick<PipeEnds, "print" | "progress" | "signal">,
  ) {}

  /**
   * Sends the files, one behind the other, and prints a line for each.
   *
   * @throws {ClientError} The first refusal; also for a file that can't be opened, before any is sent.
   */
  async send(): Promise<void> {
    const files: LocalFile[] = [];
    try {
      for (const path of this.options.files) files.push(await openLocalFile(path));
      for (let file = files.shift(); file !== undefined; file = files.shift()) {
        await this.ends.print(this.#lineOf(await this.#sendOne(file)));
      }
    } finally {
      for (const { bytes } of files) await (bytes as ReadableStream).cancel();
    }
  }

  async #sendOne(file: LocalFile): Promise<SentFile> {
    const { client, options: { to }, ends: { signal } } = this;
    const onProgress = (sent: number, size: number) => {
      this.#show(`${textLines(file.name).join(" ")} ${progressText(sent, size)}`);
    };
    try {
      return await client.files.send(file, { to, signal, onProgress });
    } finally {
      this.#show("");
    }
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.ends.progress(text);
  }

  /** Returns a message's line as `pipe` prints those of others: its text, or with `--json` an object. */
  #lineOf({ seq, file }: SentFile): string {
    const { options: { isJson, to }, client: { name } } = this;
    if (isJson) return safeJson({ name, seq, file, ...(to !== undefined && { to }) });
    return textLines(`${file.name} ${file.url}`).join(" ");
  }
}
