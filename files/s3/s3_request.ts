import { AwsV4Signer } from "aws4fetch";
import { RequestSlots } from "./request_slots.ts";
import { S3Error } from "./s3_error.ts";
import type { S3Credentials, S3Settings } from "./s3_settings.ts";
import { textOf } from "./xml.ts";

/** Requests at once, downloads excepted: a node that catches up looks for many files. */
const MAX_REQUESTS = 64;
/** Attempts at one request. */
const MAX_ATTEMPTS = 3;
/** The pause behind the first attempt, in milliseconds; each further one is twice as long. */
const PAUSE_MS = 200;
/** Bytes of an error's text that are read. */
const ERROR_MAX_CHARS = 8_192;
/** A body gets a millisecond more for so many bytes: a slow line needs 256 kB a second. */
const BODY_BYTES_PER_MS = 256;

/** A request to S3. */
export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Without the prefix; undefined: the request is about the bucket. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Attempts, at most. Default: 3. */
  readonly maxAttempts?: number;
}

/** An answer of S3 whose body hasn't been read. */
export interface S3Response {
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Ends the answer, read or not. */
  readonly end: () => void;
}

/** Signs requests to one bucket, sends them, and tries again what failed for a moment. */
export class S3Requester {
  readonly #settings: S3Settings;
  readonly #credentials: S3Credentials;
  /** Keys of signatures, which are good for a day. */
  readonly #cache = new Map<string, ArrayBuffer>();
  readonly #slots = new RequestSlots(MAX_REQUESTS);

  constructor(settings: S3Settings, credentials: S3Credentials) {
    this.#settings = settings;
    this.#credentials = credentials;
  }

  /**
   * Sends a request, and returns the text of its answer.
   *
   * @throws {S3Error} S3 refuses it, or can't be reached.
   */
  async text(request: S3Request): Promise<string> {
    return (await this.whole(request)).text;
  }

  /** Sends a request, and returns its answer with the headers: see {@linkcode S3Requester.text}. */
  async whole(request: S3Request): Promise<{ readonly text: string; readonly headers: Headers }> {
    return await this.#slots.run(() => this.#whole(request));
  }

  async #whole(request: S3Request): Promise<{ readonly text: string; readonly headers: Headers }> {
    return await this.#repeated(request, async () => {
      const { response, end } = await this.#answered(request);
      try {
        return { text: await response.text(), headers: response.headers };
      } catch (error) {
        throw this.#unreachable(error, request);
      } finally {
        end();
      }
    });
  }

  /**
   * Sends a request whose answer is long. The caller ends the answer.
   *
   * @throws {S3Error} S3 refuses it, or can't be reached.
   */
  async stream(request: S3Request): Promise<S3Response> {
    return await this.#repeated(request, async () => {
      const { response, settle, abort } = await this.#answered(request);
      // A long answer takes its time: its reader looks after the pauses in it.
      settle();
      return { headers: response.headers, body: response.body, end: abort };
    });
  }

  async #repeated<T>(request: S3Request, attempt: () => Promise<T>): Promise<T> {
    const { maxAttempts = MAX_ATTEMPTS } = request;
    for (let attempts = 1;; attempts++) {
      try {
        return await attempt();
      } catch (error) {
        const isPassing = error instanceof S3Error && error.isPassing;
        if (!isPassing || attempts >= maxAttempts || request.signal?.aborted) throw error;
      }
      await pause(PAUSE_MS * 2 ** (attempts - 1) * (0.5 + Math.random()));
    }
  }

  async #answered(request: S3Request): Promise<Answered> {
    const { timeoutMs } = this.#settings;
    const { body, signal } = request;
    const ending = new AbortController();
    const abort = () => ending.abort();
    const limitMs = timeoutMs + Math.ceil((body?.length ?? 0) / BODY_BYTES_PER_MS);
    const timer = setTimeout(abort, limitMs);
    const settle = () => clearTimeout(timer);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    const end = () => {
      settle();
      signal?.removeEventListener("abort", abort);
    };
    try {
      const { url, headers } = await this.#signed(request);
      const response = await fetch(url, {
        method: request.method,
        headers,
        body: body ?? null,
        redirect: "manual",
        signal: ending.signal,
      });
      if (!response.ok) throw await this.#refusal(response, request);
      return { response, settle, end, abort: () => (end(), abort()) };
    } catch (error) {
      end();
      throw error instanceof S3Error ? error : this.#unreachable(error, request);
    }
  }

  async #signed({ method, key, query, headers, body }: S3Request) {
    const url = new URL(this.#addressOf(key));
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const digest = await crypto.subtle.digest("SHA-256", body ?? new Uint8Array(0));
    const signer = new AwsV4Signer({
      ...this.#credentials,
      service: "s3",
      region: this.#settings.region,
      cache: this.#cache,
      method,
      // S3 reads a plus sign as itself.
      url: url.href.replaceAll("+", "%20"),
      headers: { ...headers, "x-amz-content-sha256": new Uint8Array(digest).toHex() },
    });
    return await signer.sign();
  }

  #addressOf(key: string | undefined): string {
    const { bucket, prefix, endpoint, region, isPathStyle } = this.#settings;
    const base = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
    const path = key === undefined ? "" : `${prefix}${key}`;
    const folder = base.pathname.replace(/\/$/, "");
    return isPathStyle
      ? `${base.origin}${folder}/${bucket}/${path}`
      : `${base.protocol}//${bucket}.${base.host}${folder}/${path}`;
  }

  async #refusal(response: Response, { method }: S3Request): Promise<S3Error> {
    const xml = (await response.text()).slice(0, ERROR_MAX_CHARS);
    const code = textOf(xml, "Code") ?? CODES[response.status] ?? "";
    const region = response.headers.get("x-amz-bucket-region");
    const why = region !== null && region !== this.#settings.region
      ? `the bucket is in the region ${region}`
      : textOf(xml, "Message")?.replace(/\.$/, "") ?? `it answers ${method} with no text`;
    return new S3Error(
      `S3 says ${code || "no"} (${response.status}): ${why}`,
      "the storage of files refuses it",
      response.status,
      code,
    );
  }

  #unreachable(error: unknown, { signal }: S3Request): S3Error {
    if (signal?.aborted) return S3Error.givenUp();
    const { timeoutMs } = this.#settings;
    const host = new URL(this.#addressOf(undefined)).host;
    const isLate = error instanceof DOMException && error.name === "AbortError";
    const why = isLate ? `no answer for ${timeoutMs} ms` : causeOf(error);
    return new S3Error(
      `S3 at ${host} can't be reached: ${why}`,
      "the storage of files doesn't answer",
    );
  }
}

/** An answer that has begun. */
interface Answered {
  readonly response: Response;
  /** Lets the answer take any time from now on. */
  readonly settle: () => void;
  /** To be called when the answer was read. */
  readonly end: () => void;
  /** Ends an answer that wasn't read to its end. */
  readonly abort: () => void;
}

/** The error's name, where an answer has no body, as that of HEAD. */
const CODES: Readonly<Record<number, string>> = {
  403: "AccessDenied",
  404: "NotFound",
};

/** The system's own words: the errors of `fetch` repeat the whole address before them. */
function causeOf(error: unknown): string {
  const deepest = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = deepest instanceof Error ? deepest.message : String(deepest);
  return text.replace(/^.*?(?=tcp connect error|dns error|connection error)/, "").replace(
    /\.$/,
    "",
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
