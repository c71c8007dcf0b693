import { bytesAsCharacters } from "../connection/authorization.js";
import { Part, request, UploadRefusal } from "./upload_request.js";

/** @typedef {import("../../vocabulary/mod.ts").FileInfo} FileInfo */
/** @typedef {{seq: number, file: FileInfo}} SaidFile */

/** Bytes that are sent in one request: what a proxy takes at most, and a loss costs. */
const PART_BYTES = 8_000_000;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 15_000;

/**
 * A file to send, with its message.
 *
 * @typedef {object} FileToSend
 * @property {string} id Of its message, by which the hub knows a retry.
 * @property {string} me The reader's name.
 * @property {string} target
 * @property {File} file
 * @property {string} caption
 * @property {number} chosenMs Files go in the sequence of these.
 * @property {number} [re] The number of the message that it answers.
 * @property {string} [address] Of the bytes that the hub has; absent before the begin.
 */

/**
 * @typedef {object} UploadHandlers
 * @property {() => void} onChange
 * @property {() => void} onBegun The file has an address now, from which another page could go on.
 * @property {(said: SaidFile) => void} onSaid
 * @property {() => string} base The hub's address, with a slash at the end.
 * @property {() => Record<string, string>} headers Tell who sends.
 */

/**
 * Sends one file by tus 1.0 (docs/files.md), and goes on after a loss where the hub has it. The hub
 * says its message once it is whole.
 */
export class FileUpload {
  /** @type {"waiting" | "sending" | "lost" | "failed" | "done"} */
  state = "waiting";
  /** The reason of a failure. */
  why = "";
  sentBytes = 0;
  sending;
  #handlers;
  #isEnded = false;
  #isCancelled = false;
  #retryMs = RETRY_FIRST_MS;
  /** @type {Part | undefined} */
  #part;
  /** Ends the pause before the next attempt. @type {() => void} */
  #wake = () => {};

  /**
   * @param {FileToSend} sending
   * @param {UploadHandlers} handlers
   */
  constructor(sending, handlers) {
    this.sending = sending;
    this.#handlers = handlers;
  }

  /** The part of the bytes that are sent, from 0 to 1. */
  get progress() {
    const { size } = this.sending.file;
    return size === 0 ? 1 : Math.min(1, this.sentBytes / size);
  }

  /** Sends until the file is whole, refused or cancelled. */
  async run() {
    this.#enter("sending");
    while (!this.#isEnded) {
      try {
        const said = await this.#step();
        if (said === undefined) continue;
        this.#enter("done");
        return this.#handlers.onSaid(said);
      } catch (error) {
        if (this.#isEnded) return;
        if (error instanceof UploadRefusal && !error.isRetryable) return this.#fail(error);
        await this.#pause();
      }
    }
  }

  /** Tries again at once: the network may be back. */
  nudge() {
    this.#wake();
  }

  /** Stops without a word to the hub, which keeps what it has. */
  stop() {
    this.#isEnded = true;
    this.#part?.abort();
    this.#wake();
  }

  /** Stops, and has the hub drop what it has. */
  async cancel() {
    this.#isCancelled = true;
    this.stop();
    const { address } = this.sending;
    if (address === undefined) return;
    // Without a connection the hub drops it after a day.
    await request(address, "DELETE", this.#headers()).catch(() => {});
  }

  /** Sends again after a refusal. */
  again() {
    this.#isEnded = false;
    this.why = "";
    return this.run();
  }

  /** @returns {Promise<SaidFile | undefined>} The message, once the file is whole. */
  async #step() {
    const { file, address } = this.sending;
    if (address === undefined) return await this.#begin();
    const head = await request(address, "HEAD", this.#headers()).catch((error) => {
      this.#forget(error);
      throw error;
    });
    const said = saidIn(head);
    if (said !== undefined) return said;
    let offset = Number(head.getResponseHeader("Upload-Offset"));
    while (offset < file.size && !this.#isEnded) {
      this.#progressed(offset);
      const begun = offset;
      this.#part = new Part(address, offset, file.slice(offset, offset + PART_BYTES));
      const answer = await this.#part.send(this.#headers(), (bytes) => {
        this.#retryMs = RETRY_FIRST_MS;
        this.#progressed(begun + bytes);
      });
      offset = Number(answer.getResponseHeader("Upload-Offset"));
      const whole = saidIn(answer);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }

  /** @returns {Promise<SaidFile | undefined>} */
  async #begin() {
    const { file, target, caption, id, re } = this.sending;
    const metadata = {
      filename: file.name,
      to: target,
      id,
      msg: caption,
      re: re?.toString() ?? "",
    };
    const base = this.#handlers.base();
    const answer = await request(new URL("files/tus", base).href, "POST", {
      ...this.#headers(),
      "Upload-Length": String(file.size),
      "Upload-Metadata": metadataOf(metadata),
    });
    const name = (answer.getResponseHeader("Location") ?? "").split("/").at(-1) ?? "";
    // The hub may be behind a proxy, under another path than it knows.
    this.sending.address = new URL(`files/tus/${name}`, base).href;
    // The reader may have been faster.
    if (this.#isCancelled) await this.cancel();
    else this.#handlers.onBegun();
    return saidIn(answer);
  }

  /** @param {unknown} error The hub has no such file any more: it is begun anew. */
  #forget(error) {
    if (!(error instanceof UploadRefusal) || error.status !== 404) return;
    this.sending.address = undefined;
    error.isRetryable = true;
  }

  #headers() {
    return { ...this.#handlers.headers(), "Tus-Resumable": "1.0.0" };
  }

  async #pause() {
    this.#enter("lost");
    const { promise, resolve } = Promise.withResolvers();
    const timer = setTimeout(resolve, this.#retryMs);
    this.#wake = () => resolve(undefined);
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MAX_MS);
    await promise;
    clearTimeout(timer);
    if (!this.#isEnded) this.#enter("sending");
  }

  /** @param {UploadRefusal} refusal */
  #fail({ message }) {
    this.why = message;
    this.#isEnded = true;
    this.#enter("failed");
  }

  /** @param {FileUpload["state"]} state */
  #enter(state) {
    this.state = state;
    this.#handlers.onChange();
  }

  /** @param {number} bytes */
  #progressed(bytes) {
    this.sentBytes = bytes;
    this.#handlers.onChange();
  }
}

/**
 * @param {XMLHttpRequest} answer
 * @returns {SaidFile | undefined}
 */
function saidIn(answer) {
  const message = answer.getResponseHeader("Hub-Message");
  return message === null ? undefined : JSON.parse(message);
}

/** @param {Record<string, string>} metadata */
function metadataOf(metadata) {
  return Object.entries(metadata).filter(([, value]) => value !== "")
    .map(([key, value]) => `${key} ${btoa(bytesAsCharacters(value))}`).join(",");
}
