import type { ErrorCode } from "../../vocabulary/mod.ts";
import { ClientError } from "../core/mod.ts";

/** Statuses of a proxy or a hub that may answer otherwise a moment later. */
const PASSING_STATUSES: readonly number[] = [409, 423, 429, 502, 503, 504];
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 15_000;
/** Failures behind each other, with no byte between them, after which a file is given up. */
const FAILURES_MAX = 10;
/** The same for an address from which no answer came: mostly it is the wrong one. */
const FIRST_FAILURES_MAX = 3;

/** The parts of a client that its requests for files need. */
export interface FileHttpOptions {
  /** The address of the hub's web port. */
  readonly base: () => string;
  /** The headers that tell the peer. The session changes with a new connection. */
  readonly headers: () => Record<string, string>;
  readonly caCerts: readonly string[];
  readonly signal: AbortSignal;
}

/** A request for a file, or for a part of it. */
export interface FileRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: BodyInit | null;
}

/** The requests about one file, with the pauses between attempts. */
export class FileHttp implements Disposable {
  readonly #options: FileHttpOptions;
  readonly #client: Deno.HttpClient;
  #failures = 0;
  #wasAnswered = false;

  constructor(options: FileHttpOptions) {
    this.#options = options;
    this.#client = Deno.createHttpClient({ caCerts: [...options.caCerts] });
  }

  /** Sends one request. @throws {ClientError} The hub's refusal; another error is of the network. */
  async ask(path: string, { method, headers, body }: FileRequest): Promise<Response> {
    const { base, headers: own, signal } = this.#options;
    const response = await fetch(new URL(path, base()), {
      method: method ?? "GET",
      headers: { ...own(), ...headers },
      body: body ?? null,
      signal,
      client: this.#client,
    });
    this.#wasAnswered = true;
    if (response.ok) return response;
    throw await refusalOf(response);
  }

  /** Notes that bytes have moved: the next failure is a first one. */
  progressed(): void {
    this.#failures = 0;
  }

  /**
   * Waits after a failure, longer each time.
   *
   * @throws The failure itself if another attempt is useless, or the reason of the abort.
   */
  async recover(failure: unknown): Promise<void> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    if (failure instanceof ClientError && !failure.retry) throw failure;
    this.#failures++;
    const max = this.#wasAnswered ? FAILURES_MAX : FIRST_FAILURES_MAX;
    if (this.#failures >= max) throw this.#asRefusal(failure);
    await pause(Math.min(RETRY_FIRST_MS * 2 ** (this.#failures - 1), RETRY_MAX_MS), signal);
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  #asRefusal(failure: unknown): ClientError {
    if (failure instanceof ClientError) return failure;
    return new ClientError(
      "unreachable",
      `Files go by HTTP, and ${
        new URL(this.#options.base()).origin
      } can't be reached from here: give the hub's web address (filesUrl), or have --public-url name it.`,
    );
  }
}

async function refusalOf(response: Response): Promise<ClientError> {
  const { status, statusText } = response;
  const text = await response.text().catch(() => "");
  const { error, msg, retry } = noticeIn(text);
  const mayRetry = retry === true || PASSING_STATUSES.includes(status);
  if (typeof msg === "string" && typeof error === "string") {
    return new ClientError(error as ErrorCode, msg, { retry: mayRetry });
  }
  const sentence = `The hub's web address answers ${status} ${statusText}, as no hub does.`;
  return new ClientError("file-unavailable", sentence, { retry: mayRetry });
}

function noticeIn(json: string): { error?: unknown; msg?: unknown; retry?: unknown } {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  signal.throwIfAborted();
}
