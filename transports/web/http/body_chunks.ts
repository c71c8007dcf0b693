import type { IncomingMessage } from "node:http";
import { HttpError } from "./http_error.ts";

/** A time by which more of a body has to come. */
export class Deadline {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #error: unknown;
  #reject: ((error: unknown) => void) | undefined;

  /**
   * Resolves as a promise does, or rejects when the deadline passes before.
   *
   * `Promise.race` with a promise that lives as long as the body would hold each chunk until its end.
   */
  within<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) reject(this.#error);
      this.#reject = reject;
      promise.then(resolve, reject);
    });
  }

  /** Sets the deadline, in place of the one before. */
  set(ms: number, sentence: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fail(new HttpError(408, "request-timeout", sentence)), ms);
  }

  /** Lets the deadline pass at once, with another error. */
  fail(error: unknown): void {
    clearTimeout(this.#timer);
    this.#error = error;
    this.#reject?.(error);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * The chunks of a request's body.
 *
 * It doesn't destroy a request whose deadline has passed: the answer still has to go by its socket.
 *
 * @throws {HttpError} `request-timeout`.
 */
export async function* chunksOf(
  request: IncomingMessage | AsyncIterable<Uint8Array>,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  const chunks = (request as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await deadline.within(chunks.next());
    if (done) return;
    yield value;
  }
}
