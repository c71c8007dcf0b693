import type { ClientOptions } from "../client_options.ts";
import { ClientError, type Message } from "../core/mod.ts";
import type { CoreRunner } from "../core_runner.ts";
import { type FetchedFile, FileDownload } from "./file_download.ts";
import { FileHttp } from "./file_http.ts";
import type { FileToSend, SendFileOptions, SentFile } from "./file_to_send.ts";
import { FileUpload } from "./file_upload.ts";

/** Time for the hub to hear that it may drop a file; without an answer it drops it a day later. */
const DROP_TIMEOUT_MS = 2_000;

/**
 * The files of a client, at {@linkcode Client.files}. They go by HTTP beside the client's connection,
 * whatever that is: the bytes of a file on the connection itself would hold up the messages, and
 * datagrams can't carry them; a second connection of frames would be another peer. HTTP has the
 * hub's tus, so a file goes on after a loss, and the client's session makes it the client's own.
 * The hub's welcome tells the address of its web port; {@linkcode ClientOptions.filesUrl} replaces it.
 *
 * @example Send a file, and fetch it
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { connect } from "../mod.ts";
 * import { configOf, startServer } from "../../server/mod.ts";
 *
 * // A hub to talk to; elsewhere it runs already.
 * const folder = await Deno.makeTempDir();
 * const flags = ["--tcp", "0", "--udp", "off", "--web", "0", "--data", folder];
 * const server = await startServer(configOf([...flags, "--files-free-min-bytes", "0"]));
 *
 * {
 *   await using client = await connect(`tcp://127.0.0.1:${server.ports.tcp}`, { name: "ada" });
 *   const bytes = new TextEncoder().encode("hello");
 *   const { file } = await client.files.send({ name: "hello.txt", bytes }, { to: "#lobby" });
 *   const { name, stream } = await client.files.get(file.id);
 *   assertEquals([name, await new Response(stream).text()], ["hello.txt", "hello"]);
 * }
 * await server.stop();
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export class ClientFiles {
  readonly #runner: CoreRunner;
  readonly #options: ClientOptions;
  readonly #closed = new AbortController();

  /** Use {@linkcode Client.files}. */
  constructor(runner: CoreRunner, options: ClientOptions) {
    this.#runner = runner;
    this.#options = options;
    void runner.closed.then((error) => {
      this.#closed.abort(error ?? new ClientError("closed", "The client was closed."));
    });
  }

  /**
   * Sends a file, over any number of lost connections, and resolves when the hub has said its message.
   * A stream is read no faster than it is sent; at most 4 MiB of it are in memory.
   *
   * @throws {ClientError} The hub's refusal; `files-off` if the hub takes no files; `file-broken` if
   * the file has another size than was said or can't be read; `unreachable`, `not-in-room`, `closed`.
   * After an abort, the reason of its signal.
   */
  async send(file: FileToSend, options: SendFileOptions = {}): Promise<SentFile> {
    const signal = this.#signalOf(options.signal);
    signal.throwIfAborted();
    const { current } = this.#runner.core.membership;
    const to = options.to ?? current;
    if (options.to === undefined && !this.#runner.core.membership.has(current)) {
      throw new ClientError("not-in-room", "You are in no room: join one, or say whom to.");
    }
    await abortable(this.#runner.ready, signal);
    using http = this.#httpOf(signal);
    const upload = new FileUpload(http, file, { ...options, to, id: crypto.randomUUID() });
    try {
      return await upload.run();
    } catch (error) {
      // Else its bytes would count for a day.
      if (upload.path !== undefined) await this.#drop(upload.path);
      throw signal.aborted ? signal.reason : error;
    }
  }

  /**
   * Fetches a file. The promise resolves once the hub sends it; its bytes come by the stream.
   *
   * @param of A file's id, or its message.
   * @param options `signal`: ends the stream early.
   * @throws {ClientError} `file-unknown`, also for a message without a file and for files that are
   * only for others; `files-off`, `unreachable`, `closed`.
   */
  async get(
    of: string | Pick<Message, "seq" | "file">,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<FetchedFile> {
    const id = typeof of === "string" ? of : of.file?.id;
    if (typeof of !== "string" && id === undefined) {
      throw new ClientError("file-unknown", `Message ${of.seq} has no file.`);
    }
    const signal = this.#signalOf(options.signal);
    await abortable(this.#runner.ready, signal);
    const http = this.#httpOf(signal);
    try {
      const fetched = await new FileDownload(http, id!).open(() => http[Symbol.dispose]());
      return typeof of === "string" || of.file === undefined
        ? fetched
        : { ...fetched, type: of.file.type };
    } catch (error) {
      http[Symbol.dispose]();
      throw signal.aborted ? signal.reason : error;
    }
  }

  #signalOf(signal: AbortSignal | undefined): AbortSignal {
    const closed = this.#closed.signal;
    return signal === undefined ? closed : AbortSignal.any([signal, closed]);
  }

  #httpOf(signal: AbortSignal): FileHttp {
    const base = () => this.#base();
    // An address that is missing is no matter for another attempt.
    base();
    const { caCerts = [] } = this.#options;
    return new FileHttp({ base, headers: () => this.#headers(), caCerts, signal });
  }

  #base(): string {
    const url = this.#options.filesUrl ?? this.#runner.core.resumePoint.filesUrl;
    if (url !== undefined) return url.endsWith("/") ? url : `${url}/`;
    throw new ClientError(
      "files-off",
      "This hub takes no files, or has no web port by which they go: send a link, or ask whoever runs it for --files and --web.",
    );
  }

  #headers(): Record<string, string> {
    const { session, identity: { token } } = this.#runner.core.resumePoint;
    return {
      ...(session !== undefined && { "Hub-Session": session }),
      ...(token !== undefined && { Authorization: `Bearer ${asHeader(token)}` }),
    };
  }

  async #drop(path: string): Promise<void> {
    const signal = AbortSignal.timeout(DROP_TIMEOUT_MS);
    using http = this.#httpOf(signal);
    const request = { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } };
    const response = await http.ask(path, request).catch(() => undefined);
    await response?.body?.cancel();
  }
}

/** Returns a text's bytes in UTF-8, each as one character, since headers take nothing else. */
function asHeader(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

async function abortable(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
