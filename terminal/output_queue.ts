/** The output's destination and its limit. */
export interface OutputQueueOptions {
  /** Writes some of the bytes and resolves with their number, like `Deno.stdout.write`. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Most bytes that wait for a reader; a text that doesn't fit is dropped. */
  readonly maxBytes: number;
  /** Returns the text that replaces this number of dropped lines; it ends with a line feed. */
  readonly droppedNotice: (lines: number) => string;
}

/** Milliseconds until the next try if another process has made the output non-blocking. */
const RETRY_MS = 50;

const encoder = new TextEncoder();

/**
 * Output that never makes its writer wait: a terminal or pipe that nobody reads holds up its own
 * queue, and nothing else. A full queue drops whole texts and says how many lines that were as soon
 * as somebody reads again. Output that can't be written any more (`| head` has ended) is discarded.
 *
 * @example
 * ```ts
 * import { OutputQueue } from "./output_queue.ts";
 *
 * const output = new OutputQueue({
 *   write: (bytes) => Deno.stderr.write(bytes),
 *   maxBytes: 65_536,
 *   droppedNotice: (lines) => `${lines} lines were dropped.\n`,
 * });
 * output.push("listening\n");
 * await output.flush(1_000);
 * ```
 */
export class OutputQueue {
  readonly #options: OutputQueueOptions;
  #pending: Uint8Array[] = [];
  /** Bytes pushed and not yet written, those of the write under way included. */
  #waitingBytes = 0;
  #droppedTexts = 0;
  #droppedLines = 0;
  #isBroken = false;
  #writing: Promise<void> | undefined;
  #resumed = (): void => {};

  constructor(options: OutputQueueOptions) {
    this.#options = options;
  }

  /** True from the first text that is dropped until everything before it is written. */
  get isFull(): boolean {
    return this.#droppedTexts > 0;
  }

  /** True while nothing waits for a reader. */
  get isWritten(): boolean {
    return this.#writing === undefined;
  }

  /** Queues a text. A text of lines ends with a line feed. */
  push(text: string): void {
    if (this.#isBroken || text === "") return;
    const bytes = encoder.encode(text);
    // While texts are being dropped nothing overtakes the notice of it.
    if (this.isFull || this.#waitingBytes + bytes.length > this.#options.maxBytes) {
      this.#droppedTexts++;
      this.#droppedLines += text.split("\n").length - 1;
    } else this.#queue(bytes);
    this.#writing ??= this.#writeAll();
  }

  /** Sets a callback for each time that a full queue has been written, to draw again. */
  onResumed(resumed: () => void): void {
    this.#resumed = resumed;
  }

  /**
   * Resolves when everything is written, or after `timeoutMs` milliseconds.
   *
   * @returns True if everything is written.
   */
  async flush(timeoutMs: number): Promise<boolean> {
    if (this.#writing === undefined) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => timer = setTimeout(resolve, timeoutMs));
    await Promise.race([this.#writing, timeout]);
    clearTimeout(timer);
    return this.#writing === undefined;
  }

  #queue(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  async #writeAll(): Promise<void> {
    try {
      // Text that is printed in the same instant goes out in one write.
      await Promise.resolve();
      while (this.#pending.length > 0 || this.isFull) {
        if (this.#pending.length === 0) this.#resume();
        const bytes = joined(this.#pending);
        this.#pending = [];
        await this.#write(bytes);
        this.#waitingBytes -= bytes.length;
      }
    } catch {
      // Nobody will ever read it: the program lives on without this output.
      this.#isBroken = true;
      this.#pending = [];
    } finally {
      this.#writing = undefined;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      try {
        at += await this.#options.write(bytes.subarray(at));
      } catch (error) {
        if (!(error instanceof Deno.errors.WouldBlock)) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #resume(): void {
    const lines = this.#droppedLines;
    this.#droppedTexts = 0;
    this.#droppedLines = 0;
    if (lines > 0) this.#queue(encoder.encode(this.#options.droppedNotice(lines)));
    this.#resumed();
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
