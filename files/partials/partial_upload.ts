import { ChatError } from "../../hub/mod.ts";
import type { StorageFailures } from "../storage_failures.ts";
import type { PartialFile } from "./partial_file.ts";
import type { PartialFolder } from "./partial_folder.ts";

/** A part that comes in. */
export interface PartialPart {
  /** Aborted when another request goes on with the file. */
  readonly interrupted: AbortSignal;
  write(bytes: Uint8Array): Promise<void>;
}

/** The parts that appending works with. */
export interface AppendParts {
  readonly folder: Pick<PartialFolder, "append">;
  readonly failures: StorageFailures;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
}

/** A file that comes in parts, with what goes on with it now. */
export class PartialUpload {
  /** Ends the part that comes in now. */
  #interrupt: (() => void) | undefined;
  /** Resolves when nothing goes on with the file. */
  #idle: Promise<void> = Promise.resolve();
  /** The answer to its sender, while the whole file is being kept. */
  #keeping: Promise<string> | undefined;

  /** @param touchedMs The wall time of the last byte, in milliseconds. */
  constructor(readonly file: PartialFile, public touchedMs: number) {}

  get isIdle(): boolean {
    return this.#interrupt === undefined && this.#keeping === undefined;
  }

  /** Ends a part that comes in, and resolves when nothing goes on with the file. */
  async interrupt(): Promise<void> {
    this.#interrupt?.();
    await this.#idle;
  }

  /** Takes bytes behind the first `offset` ones: see `Partials.append`. */
  async append(
    offset: number,
    writeTo: (part: PartialPart) => Promise<void>,
    { folder, failures, wallMs }: AppendParts,
  ): Promise<number> {
    if (!this.isIdle) throw interrupted();
    const { file } = this;
    const ending = new AbortController();
    const idle = Promise.withResolvers<void>();
    this.#interrupt = () => ending.abort(interrupted());
    this.#idle = idle.promise;
    let size = offset;
    try {
      const sink = await folder.append(file.id, offset);
      const write = async (bytes: Uint8Array) => {
        if (size + bytes.length > file.size) throw tooLong(file);
        // The caller would take an error of the disk for one of its connection.
        await sink.write(bytes).catch((error) => {
          throw failures.notWritten(error);
        });
        size += bytes.length;
        this.touchedMs = wallMs();
      };
      try {
        await writeTo({ interrupted: ending.signal, write });
      } finally {
        await sink.close();
      }
    } catch (error) {
      throw isOfDisk(error) ? failures.notWritten(error) : error;
    } finally {
      this.#interrupt = undefined;
      idle.resolve();
    }
    return size;
  }

  /** Has the whole file kept: see `Partials.whole`. */
  async whole(keep: () => Promise<string>): Promise<string> {
    if (this.#keeping === undefined) {
      this.#keeping = keep().finally(() => this.#keeping = undefined);
      this.#idle = this.#keeping.then(() => {}, () => {});
    }
    return await this.#keeping;
  }
}

/** Returns the refusal of a request with whose file another one goes on. */
export function interrupted(): ChatError {
  return new ChatError(
    "file-unavailable",
    "Another request goes on with this file: ask for its offset with HEAD first.",
  );
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
}

function tooLong({ size }: PartialFile): ChatError {
  return new ChatError(
    "file-wrong",
    `The file has ${size} bytes, as was said at its begin, and more came: begin it anew.`,
  );
}
