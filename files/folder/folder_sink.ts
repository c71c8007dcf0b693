import type { FileSink, StoredFile } from "../file_storage.ts";

/** A file that is being written as `ID.part`, and gets its name when it is whole. */
export class FolderSink implements FileSink {
  #isOpen = true;

  /** @param remember Writes what is to be remembered of the file. */
  constructor(
    readonly path: string,
    readonly file: Deno.FsFile,
    readonly remember: (file: StoredFile) => Promise<void>,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.file.write(bytes.subarray(at));
  }

  async commit(file: StoredFile): Promise<void> {
    await this.file.sync();
    this.#close();
    await Deno.rename(`${this.path}.part`, this.path);
    await this.remember(file);
  }

  async abort(): Promise<void> {
    this.#close();
    for (const path of [`${this.path}.part`, this.path]) await Deno.remove(path).catch(() => {});
  }

  #close(): void {
    if (this.#isOpen) this.file.close();
    this.#isOpen = false;
  }
}
