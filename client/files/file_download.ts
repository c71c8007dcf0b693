import { createHash } from "node:crypto";
import { ClientError } from "../core/mod.ts";
import type { FileHttp } from "./file_http.ts";

/** A file that comes from the hub. */
export interface FetchedFile {
  /** The name that its sender gave it. It comes from others: it is no path. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The media type. */
  readonly type: string;
  /** In hex. */
  readonly sha256: string;
  /**
   * The bytes. The stream goes on after a lost connection, and ends with a {@linkcode ClientError}
   * `file-broken` if the bytes have another SHA-256. Read it to its end, or cancel it.
   */
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Fetches one file, and goes on after a loss behind the last byte that came. */
export class FileDownload {
  readonly #http: FileHttp;
  readonly #path: string;
  readonly #hash = createHash("sha256");
  #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  #got = 0;

  constructor(http: FileHttp, id: string) {
    this.#http = http;
    this.#path = `files/${encodeURIComponent(id)}/file`;
  }

  /**
   * @param end Called when the stream has ended, in whatever way.
   * @throws {ClientError} The hub's refusal, or `unreachable`.
   */
  async open(end: () => void): Promise<FetchedFile> {
    const { headers, body } = await this.#first();
    this.#reader = body?.getReader();
    const size = Number(headers.get("content-length"));
    const sha256 = (headers.get("etag") ?? "").replaceAll('"', "");
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: async (controller) => {
        try {
          const bytes = await this.#next(size, sha256);
          if (bytes !== undefined) return controller.enqueue(bytes);
          this.#check(sha256);
          controller.close();
          end();
        } catch (error) {
          end();
          throw error;
        }
      },
      cancel: async () => {
        await this.#reader?.cancel().catch(() => {});
        end();
      },
    }, { highWaterMark: 0 });
    const type = headers.get("content-type") ?? "application/octet-stream";
    return { name: nameIn(headers), size, type, sha256, stream };
  }

  async #first(): Promise<Response> {
    for (;;) {
      try {
        return await this.#http.ask(this.#path, {});
      } catch (error) {
        await this.#http.recover(error);
      }
    }
  }

  /** Returns the next bytes; undefined behind the last ones. */
  async #next(size: number, sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.#got < size) {
      try {
        this.#reader ??= await this.#rest(sha256);
        const { done, value } = await this.#reader.read();
        if (done) throw new Error("The file broke off.");
        this.#got += value.length;
        this.#hash.update(value);
        this.#http.progressed();
        return value;
      } catch (error) {
        this.#reader = undefined;
        await this.#http.recover(error);
      }
    }
    await this.#reader?.cancel().catch(() => {});
    return undefined;
  }

  async #rest(sha256: string): Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>> {
    const range = { Range: `bytes=${this.#got}-`, "If-Range": `"${sha256}"` };
    const { status, body } = await this.#http.ask(this.#path, { headers: range });
    if (status === 206) return body!.getReader();
    await body?.cancel();
    throw new ClientError("file-broken", "The file has become another one: fetch it again.");
  }

  #check(sha256: string): void {
    if (this.#hash.digest("hex") === sha256) return;
    throw new ClientError("file-broken", "The file came with other bytes than it was sent with.");
  }
}

/** Reads the name from `Content-Disposition` (RFC 6266), as hubs write it. */
function nameIn(headers: Headers): string {
  const header = headers.get("content-disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]*)/i.exec(header)?.[1];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  const quoted = /filename="((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  return quoted?.replace(/\\(.)/g, "$1") ?? /filename=([^;]*)/.exec(header)?.[1] ?? "file";
}
