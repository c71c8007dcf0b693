import type { IncomingMessage } from "node:http";
import { HttpError } from "./http_error.ts";

/** A time by which more of a body has to come. */
export class Deadline {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #passed: PromiseWithResolvers<never> = Promise.withResolvers();

  constructor() {
    // Without a reader at that moment the rejection has no handler.
    this.#passed.promise.catch(() => {});
  }

  /** Rejects with `request-timeout` when the deadline has passed. */
  get passed(): Promise<never> {
    return this.#passed.promise;
  }

  /** Sets the deadline, in place of the one before. */
  set(ms: number, sentence: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#passed.reject(new HttpError(408, "request-timeout", sentence)),
      ms,
    );
  }

  /** Lets the deadline pass at once, with another error. */
  fail(error: unknown): void {
    clearTimeout(this.#timer);
    this.#passed.reject(error);
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
  request: IncomingMessage,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  const chunks = (request as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = chunks.next();
    next.catch(() => {});
    const { value, done } = await Promise.race([next, deadline.passed]);
    if (done) return;
    yield value;
  }
}
