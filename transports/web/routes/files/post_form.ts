import type { IncomingMessage, ServerResponse } from "node:http";
import type { FileInfo } from "../../../../hub/mod.ts";
import type { Context } from "../../../context.ts";
import { answerJson } from "../../http/answer.ts";
import { HttpError } from "../../http/http_error.ts";
import type { ParsedRequest } from "../../http/parsed_request.ts";
import type { WebContext } from "../../web_context.ts";
import { readFileBody } from "./file_body.ts";
import { FilePost, type PostRequest, postRequestOf, type SaidFile } from "./file_post.ts";
import { FormReader, type FormTaker } from "./form_reader.ts";
import { pathOf, sizeOf } from "./put_file.ts";

/** The fields of a form that have a meaning. Others are ignored, as browsers may add some. */
const FIELDS: ReadonlySet<string> = new Set(["name", "to", "id", "re", "md5", "msg", "session"]);

/**
 * `POST /files`: keeps the files of a form and says a message for each, once all are kept. The form's
 * fields, in front of its files, and the query may hold `name`, `to`, `id`, `re`, `session`, and for
 * the first file `md5` and with `msg` a caption.
 *
 * @throws {ChatError | HttpError} A file is refused; nobody has heard of any of them then.
 */
export async function postForm(
  request: IncomingMessage,
  response: ServerResponse,
  parsed: ParsedRequest,
  { context }: WebContext,
): Promise<void> {
  const form = new FormFiles(postRequestOf(request, parsed), context, sizeOf(request));
  const reader = new FormReader(request, form);
  let messages: SaidFile[];
  try {
    const { uploadIdleTimeoutMs } = context.limits;
    await readFileBody(request, uploadIdleTimeoutMs, (chunk) => reader.write(chunk));
    await reader.end();
    messages = await form.say();
  } catch (error) {
    reader.abort();
    await form.abort();
    throw error;
  }
  answerJson(response, 201, { messages }, { Location: pathOf(messages[0].file.url) });
}

/** The files of one form: they are kept as they come, and said at its end. */
class FormFiles implements FormTaker {
  readonly #asked: PostRequest;
  readonly #context: Context;
  readonly #maxBytes: number | undefined;
  readonly #kept: FileInfo[] = [];
  #post: FilePost | undefined;
  #hasFiles = false;
  #keeping: Promise<void> = Promise.resolve();

  /** @param maxBytes Bytes of the whole form; undefined: nobody has said it. */
  constructor(asked: PostRequest, context: Context, maxBytes: number | undefined) {
    this.#maxBytes = maxBytes;
    // Fields are added to a copy.
    this.#asked = { ...asked, fields: new URLSearchParams(asked.fields) };
    this.#context = context;
  }

  field(name: string, value: string): void {
    if (!FIELDS.has(name)) return;
    if (this.#hasFiles) throw behindFiles(name);
    this.#asked.fields.set(name, value);
  }

  file(fileName: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    // A browser sends a file without a name for a field in which none was chosen.
    const isChosen = fileName !== "";
    this.#hasFiles ||= isChosen;
    const kept = this.#keeping.then(() =>
      isChosen ? this.#keep(fileName, bytes) : readThrough(bytes)
    );
    // After a refusal the other files are refused with it.
    this.#keeping = kept;
    kept.catch(() => {});
    return kept;
  }

  async #keep(fileName: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    this.#post ??= await FilePost.begin(this.#asked, this.#context);
    const md5 = this.#kept.length === 0 ? this.#asked.fields.get("md5") ?? undefined : undefined;
    const asked = { name: fileName, size: undefined, maxBytes: this.#maxBytes, md5 };
    const file = await this.#post.keep(asked, async (upload) => {
      for await (const chunk of bytes) await upload.write(chunk);
    });
    this.#kept.push(file);
  }

  /** Says the message of each file. */
  async say(): Promise<SaidFile[]> {
    const post = this.#post;
    if (post === undefined) throw noFiles();
    const said: SaidFile[] = [];
    const { msg: _msg, ...bare } = post.message;
    for (const [i, file] of this.#kept.entries()) {
      const { id } = bare;
      const message = i === 0
        ? post.message
        : { ...bare, ...(id !== undefined && { id: `${id}.${i + 1}` }) };
      said.push(await post.say(file, message));
    }
    return said;
  }

  /** Removes the files that nobody has heard of. */
  async abort(): Promise<void> {
    await this.#keeping.catch(() => {});
    for (const { id } of this.#kept) {
      if (!this.#post?.files.isSaid(id)) await this.#post?.files.remove(id);
    }
  }
}

async function readThrough(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of bytes) {
    // Nothing is made of it.
  }
}

function behindFiles(name: string): HttpError {
  return new HttpError(
    400,
    "bad-request",
    `The field "${name}" comes behind a file, so nothing was sent: fields come in front of the files, as in curl -F ${name}=… -F file=@photo.png.`,
  );
}

function noFiles(): HttpError {
  return new HttpError(
    400,
    "bad-request",
    "The form has no file: add one, as curl -F file=@photo.png does.",
  );
}
