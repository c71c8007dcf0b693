import type { IncomingMessage, ServerResponse } from "node:http";
import { ChatError } from "../../../../../hub/mod.ts";
import type {
  Files,
  FinishedPartial,
  PartialFile,
  StoredPartial,
} from "../../../../../files/mod.ts";
import { filesOff } from "../../../../files/refusals.ts";
import { HttpError } from "../../../http/http_error.ts";
import type { ParsedRequest } from "../../../http/parsed_request.ts";
import type { WebContext } from "../../../web_context.ts";
import { readFileBody } from "../file_body.ts";
import { FilePost, type PostRequest, postRequestOf } from "../file_post.ts";
import { sizeOf } from "../put_file.ts";
import {
  bytesIn,
  checkPart,
  checkVersion,
  hasPart,
  jsonHeader,
  metadataOf,
  TUS_VERSION,
} from "./tus_headers.ts";

/** The path of files that come in parts. */
export const TUS_PATH = "/files/tus";
/** The fields of a message that the metadata may hold. */
const FIELDS = ["name", "to", "id", "re", "msg"] as const;

/** One request about a file that comes in parts, as tus 1.0 has it (https://tus.io/protocols). */
export class TusExchange {
  readonly #files: Files;

  /**
   * @throws {ChatError | HttpError} `files-off`, or the client speaks another version.
   */
  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly parsed: ParsedRequest,
    readonly web: WebContext,
  ) {
    const { files } = web.context;
    checkVersion(request, response);
    if (files === undefined) throw filesOff();
    this.#files = files;
  }

  /**
   * `POST`: begins a file. The body may hold its first bytes.
   *
   * @throws {ChatError | HttpError} The file is refused from what was said of it.
   */
  async create(): Promise<void> {
    const { request, web: { context } } = this;
    const size = bytesIn(request, "Upload-Length");
    const metadata = metadataOf(request);
    const fields = fieldsOf(metadata);
    // The sender is known before any byte comes, and checked again at the end.
    const post = await FilePost.begin(this.#postRequest(fields), context);
    const md5 = metadata.get("md5");
    const stored = await this.#files.partials.create({
      name: metadata.get("filename") ?? "",
      size,
      ...(md5 !== undefined && { md5 }),
      author: post.author,
      address: post.sender.address,
      fields,
    }, context.now());
    const { id } = stored.file;
    this.response.setHeader("Location", `${TUS_PATH}/${id}`);
    await this.#receive(stored, 201, hasPart(request));
  }

  /** `HEAD`: answers with the bytes that are there, from which the client goes on. */
  async head(): Promise<void> {
    const { response } = this;
    response.setHeader("Cache-Control", "no-store");
    const stored = await this.#find();
    const { size } = "answer" in stored ? stored : stored.file;
    response.setHeader("Upload-Length", size);
    if ("answer" in stored) return this.#answer(200, { offset: size, answer: stored.answer });
    await this.#receive(stored, 200, false);
  }

  /**
   * `PATCH`: takes the next bytes. With the last ones the file is whole, and its message is said.
   *
   * @throws {ChatError | HttpError} The bytes don't go on where the file ends, or it is refused.
   */
  async patch(): Promise<void> {
    checkPart(this.request);
    const offset = bytesIn(this.request, "Upload-Offset");
    const stored = await this.#find();
    if (offset !== stored.size) throw wrongOffset(stored);
    if ("answer" in stored) return this.#answer(204, { offset, answer: stored.answer });
    await this.#receive(stored, 204, true);
  }

  /** `DELETE`: drops the file. */
  async remove(): Promise<void> {
    await this.#find();
    await this.#files.partials.remove(this.#id);
    this.response.writeHead(204).end();
  }

  get #id(): string {
    return this.parsed.path.slice(TUS_PATH.length + 1);
  }

  async #find(): Promise<StoredPartial | FinishedPartial> {
    const { partials } = this.#files;
    const found = await partials.find(this.#id) ?? partials.finished(this.#id);
    if (found !== undefined) return found;
    throw new HttpError(
      404,
      "file-unknown",
      "There is no file on its way here: it was given up, or had no byte for too long. Begin it anew.",
    );
  }

  /** Takes bytes, where they come, and what is to be done once all are there. */
  async #receive(stored: StoredPartial, status: number, hasBytes: boolean): Promise<void> {
    const { partials } = this.#files;
    const { file } = stored;
    const size = hasBytes ? await this.#append(stored) : stored.size;
    if (size < file.size) {
      const expires = new Date(partials.expiresMs(file)).toUTCString();
      this.response.setHeader("Upload-Expires", expires);
      return this.#answer(status, { offset: size });
    }
    this.#answer(status, { offset: size, answer: await this.#finish(file) });
  }

  async #append(stored: StoredPartial): Promise<number> {
    const { request, web: { context: { limits } } } = this;
    const { file, size: offset } = stored;
    if (offset + (sizeOf(request) ?? 0) > file.size) throw tooMuch(file);
    return await this.#files.partials.append(
      stored,
      ({ write, interrupted }) =>
        readFileBody(request, limits.uploadIdleTimeoutMs, write, interrupted),
    );
  }

  /** Keeps a whole file, and says its message. Returns what its sender is told. */
  async #finish(file: PartialFile): Promise<string> {
    const { partials } = this.#files;
    // Without an id of its own the message has the file's: a retry after a crash says it once.
    const asked = this.#postRequest({ id: file.id, ...file.fields });
    try {
      return await partials.whole(file, async () => {
        const post = await FilePost.begin(asked, this.web.context);
        const info = await post.keepPartial(file);
        const said = await post.say(info).catch(async (error) => {
          await partials.replace(file.id);
          throw error;
        });
        const answer = jsonHeader(said);
        await partials.finish(file, answer);
        return answer;
      });
    } catch (error) {
      // All bytes are there, and sending them again wouldn't help.
      if (error instanceof ChatError && error.code === "file-wrong") await partials.remove(file.id);
      throw error;
    }
  }

  #postRequest(fields: Readonly<Record<string, string>>): PostRequest {
    return { ...postRequestOf(this.request, this.parsed), fields: new URLSearchParams(fields) };
  }

  #answer(
    status: number,
    { offset, answer }: { readonly offset: number; readonly answer?: string },
  ): void {
    this.response.setHeader("Upload-Offset", offset);
    if (answer !== undefined) this.response.setHeader("Hub-Message", answer);
    this.response.writeHead(status, status === 204 ? {} : { "Content-Length": 0 }).end();
  }
}

/** Returns the headers that tell a client what this server can do. */
export function tusCapabilities({ context: { files } }: WebContext): Record<string, string> {
  return {
    "Tus-Resumable": TUS_VERSION,
    "Tus-Version": TUS_VERSION,
    "Tus-Extension": "creation,creation-with-upload,expiration,termination",
    ...(files !== undefined && { "Tus-Max-Size": String(files.limits.fileMaxBytes) }),
  };
}

function fieldsOf(metadata: ReadonlyMap<string, string>): Record<string, string> {
  const known = FIELDS.filter((key) => metadata.has(key));
  return Object.fromEntries(known.map((key) => [key, metadata.get(key)!]));
}

function wrongOffset({ size }: { readonly size: number }): HttpError {
  return new HttpError(409, "bad-request", `The file goes on at ${size}: ask with HEAD first.`, {
    "Upload-Offset": String(size),
  });
}

function tooMuch({ size }: PartialFile): HttpError {
  return new HttpError(
    413,
    "file-too-large",
    `The file has ${size} bytes, as its Upload-Length says, and more would come.`,
  );
}
