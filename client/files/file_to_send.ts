import type { FileInfo } from "../../vocabulary/mod.ts";

/** The bytes of a file: all of them, or a stream like that of a `Deno.FsFile` (`file.readable`). */
export type FileBytes = Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array<ArrayBuffer>>;

/** A file to send. */
export interface FileToSend {
  /** The hub takes the last part of a path. */
  readonly name: string;
  readonly bytes: FileBytes;
  /** In bytes. Only a stream needs it. */
  readonly size?: number;
}

/** The settings of one file that is sent. */
export interface SendFileOptions {
  /** A peer's name or `#room`. Default: the room that the client speaks in. */
  readonly to?: string | undefined;
  /** The number of the message that the file answers. */
  readonly re?: number | undefined;
  /** A text that stands above the file's name. */
  readonly caption?: string | undefined;
  /** Gives the file up, and has the hub drop its bytes. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes that are sent so far; after a loss the number may be smaller again. */
  readonly onProgress?: ((sentBytes: number, size: number) => void) | undefined;
}

/** A file that the hub has kept, and said as a message. */
export interface SentFile {
  /** The number of the message. */
  readonly seq: number;
  readonly file: FileInfo;
}

/** Returns the size of a file in bytes; undefined for a stream that comes without it. */
export function sizeOf({ bytes, size }: FileToSend): number | undefined {
  if (bytes instanceof Uint8Array) return bytes.length;
  return bytes instanceof Blob ? bytes.size : size;
}
