import { foldName } from "../../hub/mod.ts";
import { Client, ClientError, type ClientEvent } from "../../client/mod.ts";
import type { PipeEnds } from "./pipe_ends.ts";
import { PipeFiles } from "./pipe_files.ts";
import type { PipeOptions } from "./pipe_options.ts";
import { sentenceFor } from "../sentence.ts";
import { safeJson, safeLines } from "../safe_text.ts";

/** Most lines that wait for their acks; with so many, the input isn't read. */
const IN_FLIGHT_MAX_LINES = 64;
const FIRST_GIVE_UP_MS = 10_000;

/**
 * Runs `hubbub pipe` and returns its exit status: 0, or 1 if a line wasn't acknowledged or the hub
 * couldn't be reached.
 */
export async function runPipe(options: PipeOptions, ends: PipeEnds): Promise<number> {
  const { login, to, since, giveUpAfterMs } = options;
  const isRoom = to?.startsWith("#") && foldName(to) !== "#lobby";
  const client = new Client(login.urls, {
    ...login,
    rooms: isRoom ? [to!] : [],
    connectTimeoutMs: giveUpAfterMs ?? FIRST_GIVE_UP_MS,
    giveUpAfterMs: giveUpAfterMs ?? Infinity,
    ...(since !== undefined && { since }),
  });
  return await new Pipe(client, options, ends).run();
}

class Pipe {
  readonly #inFlight = new Set<Promise<void>>();
  readonly #stop = Promise.withResolvers<"stop">();
  readonly #caughtUp = Promise.withResolvers<void>();
  #lineNumber = 0;
  #failures = 0;
  #lastReason = "";
  #hasReader = true;
  /** The last sentence of the hub that was told. */
  #toldInfo = "";
  /** The reasons for waiting that were told since the client was last online. */
  readonly #toldReasons = new Set<string>();

  constructor(readonly client: Client, readonly options: PipeOptions, readonly ends: PipeEnds) {}

  async run(): Promise<number> {
    const { client, options, ends: { signal, warn } } = this;
    const stop = () => this.#stop.resolve("stop");
    signal.addEventListener("abort", stop, { once: true });
    client.closed.then(stop);
    const printed = this.#printAll();
    if (options.files.length > 0) await this.#sendFiles();
    else await this.#sayAll();
    const isStopped = () => signal.aborted || !this.#hasReader;
    // Even with an empty input, an unreachable hub is an error.
    if (!isStopped()) await Promise.race([client.ready.catch(() => {}), this.#stop.promise]);
    if (options.since !== undefined && !isStopped()) {
      await Promise.race([this.#caughtUp.promise, this.#stop.promise]);
    }
    if (options.follows && !isStopped()) await this.#stop.promise;
    await client.close();
    await Promise.all(this.#inFlight);
    await printed;
    signal.removeEventListener("abort", stop);
    const error = await client.closed;
    // The last line's reason may have said the same.
    const sentence = error && sentenceFor(error);
    if (sentence !== undefined && sentence !== this.#lastReason) warn(sentence);
    return error !== undefined || this.#failures > 0 ? 1 : 0;
  }

  /** Sends file after file; the first refusal ends that. */
  async #sendFiles(): Promise<void> {
    try {
      await new PipeFiles(this.client, this.options, this.ends).send();
    } catch (error) {
      if (this.ends.signal.aborted) return;
      if (!(error instanceof ClientError)) return void (this.#hasReader = false);
      this.#failures++;
      this.#lastReason = sentenceFor(error);
      this.ends.warn(this.#lastReason);
    }
  }

  /** Says line after line, no faster than the hub acknowledges them. */
  async #sayAll(): Promise<void> {
    const lines = this.ends.lines[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([lines.next(), this.#stop.promise]);
      if (next === "stop" || next.done) return;
      this.#lineNumber++;
      if (next.value.trim() !== "") this.#say(next.value, this.#lineNumber);
      if (this.#inFlight.size < IN_FLIGHT_MAX_LINES) continue;
      if (await Promise.race([...this.#inFlight, this.#stop.promise]) === "stop") return;
    }
  }

  #say(line: string, lineNumber: number): void {
    const { to } = this.options;
    const said = this.client.say(line, to === undefined ? {} : { to }).then(() => {}, (error) => {
      if (!(error instanceof ClientError)) throw error;
      this.#failures++;
      this.#lastReason = error.message;
      this.ends.warn(`Line ${lineNumber} wasn't acknowledged: ${error.message}`);
    }).finally(() => this.#inFlight.delete(said));
    this.#inFlight.add(said);
  }

  async #printAll(): Promise<void> {
    for await (const event of this.client) {
      this.#observe(event);
      if (!this.#hasReader || !this.#isShown(event)) continue;
      try {
        for (const line of this.#linesOf(event)) await this.ends.print(line);
      } catch {
        // Nobody reads any more (`head` has ended). Lines under way still get their acks.
        this.#hasReader = false;
        this.#stop.resolve("stop");
      }
    }
  }

  #observe(event: ClientEvent): void {
    if (event.event === "history") this.#caughtUp.resolve();
    if (event.event === "gap") this.ends.warn(event.msg);
    if (event.event === "info") this.#tellInfo(event.msg);
    if (event.event === "state") this.#tellState(event);
  }

  /** Tells what the hub says to this client alone, like that a password wasn't used; once in a row. */
  #tellInfo(sentence: string): void {
    if (sentence !== this.#toldInfo) this.ends.warn(sentence);
    this.#toldInfo = sentence;
  }

  /** Tells why the pipe waits, each reason once, and then that it is connected. */
  #tellState({ state, msg, retryInMs }: Extract<ClientEvent, { event: "state" }>): void {
    const { warn } = this.ends;
    if (state === "online") {
      if (this.#toldReasons.size > 0) warn(`Connected to ${this.client.address}.`);
      this.#toldReasons.clear();
    } else if (state === "waiting" && !this.#toldReasons.has(msg)) {
      const next = retryInMs === 0 ? "The next address is tried at once." : "Trying again.";
      warn(`${msg} ${next}`);
      this.#toldReasons.add(msg);
    }
  }

  #isShown(event: ClientEvent): boolean {
    const { files, follows } = this.options;
    // A script that sends a file wants its link, and nothing else.
    if (files.length > 0 && !follows) return false;
    if (event.event !== "message") return this.options.showsEvents;
    if (!event.to.startsWith("#")) return true;
    const { to } = this.options;
    return foldName(event.to) === foldName(to?.startsWith("#") ? to : "#lobby");
  }

  #linesOf(event: ClientEvent): string[] {
    if (event.event !== "message") return [safeJson(event)];
    if (!this.options.isJson) return safeLines(event);
    const { event: _, replay, to, ...rest } = event;
    return [safeJson({ ...rest, to, ...(replay && { replay }) })];
  }
}
