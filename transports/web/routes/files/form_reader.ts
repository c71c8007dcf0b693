import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import busboy, { type Busboy } from "busboy";
import { Deadline } from "../../http/body_chunks.ts";
import { HttpError } from "../../http/http_error.ts";
import { asBrokenOff } from "./file_post.ts";

/** Most fields of a form that aren't files. */
const MAX_FIELDS = 20;
/** Most files in one form. */
export const FORM_MAX_FILES = 50;
/** Most bytes of a field. */
const FIELD_MAX_BYTES = 65_536;
/** Most bytes of a field's name. */
const FIELD_NAME_MAX_BYTES = 100;

/** Takes the parts of a form, in their sequence. */
export interface FormTaker {
  /** @throws {HttpError} The form is refused. */
  field(name: string, value: string): void;
  /** Keeps a file. The next part comes once all its bytes are read. */
  file(fileName: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
}

/**
 * Splits the body of a form (RFC 7578) into its parts as it comes. No more is read than the taker of
 * a file takes.
 */
export class FormReader {
  readonly #parser: Busboy;
  readonly #taker: FormTaker;
  /** Ends the form at once when a part of it is refused. */
  readonly #failure = new Deadline();
  readonly #files: Promise<void>[] = [];

  /** @throws {HttpError} `bad-request`: the body is no form. */
  constructor({ headers }: IncomingMessage, taker: FormTaker) {
    this.#taker = taker;
    try {
      this.#parser = busboy({
        headers,
        // A browser writes names in UTF-8 (HTML, "Multipart form data").
        defParamCharset: "utf8",
        preservePath: true,
        limits: {
          fields: MAX_FIELDS,
          fieldSize: FIELD_MAX_BYTES,
          fieldNameSize: FIELD_NAME_MAX_BYTES,
          files: FORM_MAX_FILES,
        },
      });
    } catch {
      throw notAForm();
    }
    this.#listen();
  }

  /** Takes the next bytes of the body. Resolves when their parts are taken. */
  async write(chunk: Uint8Array): Promise<void> {
    // The parser keeps views of what it is given, and the chunk may be used again.
    const bytes = chunk.slice();
    await this.#failure.within(
      new Promise<void>((resolve) => this.#parser.write(bytes, () => resolve())),
    );
  }

  /** Ends the body. Resolves when all parts are taken. */
  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#parser.once("close", resolve));
    this.#parser.end();
    await this.#failure.within(closed);
    await this.#failure.within(Promise.all(this.#files));
  }

  /** Gives up. A file that is being taken breaks off. */
  abort(): void {
    this.#parser.destroy();
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on("field", (name, value, { nameTruncated, valueTruncated }) => {
      this.#try(() => {
        if (nameTruncated || valueTruncated) {
          throw tooMuch(`a field above ${FIELD_MAX_BYTES} bytes`);
        }
        // A browser writes line breaks as CR LF (HTML, "Multipart form data").
        this.#taker.field(name, value.replaceAll("\r\n", "\n"));
      });
    });
    parser.on("file", (_name, bytes, { filename }) => this.#takeFile(filename ?? "", bytes));
    parser.on("fieldsLimit", () => this.#fail(tooMuch(`more than ${MAX_FIELDS} fields`)));
    parser.on("filesLimit", () => this.#fail(tooMuch(`more than ${FORM_MAX_FILES} files`)));
    parser.on("error", () => this.#fail(brokenForm()));
  }

  #takeFile(fileName: string, bytes: Readable): void {
    bytes.on("error", () => {});
    const taken = this.#taker.file(fileName, bytes);
    this.#files.push(taken);
    taken.catch((error) => {
      this.#fail(error);
      bytes.resume();
    });
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure.fail(asBrokenOff(error));
  }
}

function notAForm(): HttpError {
  return new HttpError(
    400,
    "bad-request",
    "POST /files takes a form with files, as curl -F file=@photo.png http://HUB:8080/files sends it; a single file goes by curl -T photo.png http://HUB:8080/files/.",
  );
}

function brokenForm(): HttpError {
  return new HttpError(
    400,
    "bad-request",
    "The form broke off or isn't multipart/form-data (RFC 7578): send it again.",
  );
}

function tooMuch(what: string): HttpError {
  return new HttpError(413, "message-too-large", `The form has ${what}: send less of it at once.`);
}
