import { ClientError } from "../core/mod.ts";
import type { FileHttp, FileRequest } from "./file_http.ts";
import { FileParts } from "./file_parts.ts";
import { type FileToSend, type SendFileOptions, type SentFile, sizeOf } from "./file_to_send.ts";

/** Bytes of one request, which are kept in memory until the hub has them. */
const PART_BYTES = 4 * 1024 * 1024;
/** Bytes after which progress is told. */
const STEP_BYTES = 64 * 1024;

/** The file's receivers, and the id by which the hub knows a retry. */
export interface FileMessage extends SendFileOptions {
  readonly to: string;
  readonly id: string;
}

/**
 * Sends one file by tus 1.0 (docs/files.md), and goes on after a loss at the byte where the hub is.
 * The hub says the message once it has the whole file.
 */
export class FileUpload {
  readonly #http: FileHttp;
  readonly #file: FileToSend;
  readonly #message: FileMessage;
  readonly #size: number;
  readonly #parts: FileParts;
  /** The path of the bytes that the hub has; undefined before the first answer. */
  #path: string | undefined;

  /** @throws {ClientError} `bad-field`: a stream comes without its size. */
  constructor(http: FileHttp, file: FileToSend, message: FileMessage) {
    const size = sizeOf(file);
    if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
      throw new ClientError("bad-field", "A stream needs its size in bytes beside it.");
    }
    this.#http = http;
    this.#file = file;
    this.#message = message;
    this.#size = size;
    this.#parts = new FileParts(file, size, PART_BYTES);
  }

  /** @throws {ClientError} The hub's refusal, `unreachable` or `file-broken`; or an abort's reason. */
  async run(): Promise<SentFile> {
    try {
      for (;;) {
        try {
          const said = this.#path === undefined ? await this.#begin() : await this.#goOn();
          if (said !== undefined) return said;
        } catch (error) {
          await this.#http.recover(error);
        }
      }
    } finally {
      await this.#parts.close();
    }
  }

  /** The path of what the hub has; undefined where it has nothing. */
  get path(): string | undefined {
    return this.#path;
  }

  async #begin(): Promise<SentFile | undefined> {
    const { to, id, re, caption } = this.#message;
    const response = await this.#ask("files/tus", {
      method: "POST",
      headers: {
        "Upload-Length": String(this.#size),
        "Upload-Metadata": metadataOf({
          ...{ filename: this.#file.name, to, id, msg: caption ?? "" },
          re: re?.toString() ?? "",
        }),
      },
    });
    const name = (response.headers.get("location") ?? "").split("/").at(-1) ?? "";
    // The hub may be behind a proxy, under another path than it knows.
    this.#path = `files/tus/${name}`;
    return saidIn(response) ?? await this.#send(0);
  }

  /** Asks for the offset after a loss, and sends the rest. */
  async #goOn(): Promise<SentFile | undefined> {
    const head = await this.#ask(this.#path!, { method: "HEAD" });
    return saidIn(head) ?? await this.#send(offsetIn(head));
  }

  async #send(begin: number): Promise<SentFile | undefined> {
    let offset = begin;
    while (offset < this.#size) {
      const bytes = await this.#parts.from(offset);
      const response = await this.#ask(this.#path!, {
        method: "PATCH",
        headers: {
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": String(offset),
        },
        body: this.#steps(bytes, offset),
      });
      this.#http.progressed();
      offset = offsetIn(response);
      const said = saidIn(response);
      if (said !== undefined) this.#message.onProgress?.(this.#size, this.#size);
      if (said !== undefined) return said;
    }
    return undefined;
  }

  /** Gives a part in small steps, and tells of each one once the next is wanted. */
  #steps(bytes: Uint8Array<ArrayBuffer>, offset: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { onProgress } = this.#message;
    let at = 0;
    return new ReadableStream({
      pull: (controller) => {
        onProgress?.(offset + at, this.#size);
        if (at === bytes.length) return controller.close();
        // The receiver of a chunk may take its memory, and a retry needs the part.
        const step = bytes.slice(at, at + STEP_BYTES);
        at += step.length;
        controller.enqueue(step);
      },
    }, { highWaterMark: 0 });
  }

  async #ask(path: string, request: FileRequest): Promise<Response> {
    const headers = { ...request.headers, "Tus-Resumable": "1.0.0" };
    const response = await this.#http.ask(path, { ...request, headers });
    await response.body?.cancel();
    return response;
  }
}

function offsetIn(response: Response): number {
  return Number(response.headers.get("upload-offset"));
}

function saidIn(response: Response): SentFile | undefined {
  const json = response.headers.get("hub-message");
  if (json === null) return undefined;
  const { seq, file } = JSON.parse(json);
  return { seq, file };
}

/** Returns the pairs that have a value as the header `Upload-Metadata` holds them. */
function metadataOf(metadata: Record<string, string>): string {
  return Object.entries(metadata).filter(([, value]) => value !== "")
    .map(([key, value]) => `${key} ${new TextEncoder().encode(value).toBase64()}`).join(",");
}
