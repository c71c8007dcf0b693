import { ChatError } from "../chat_error.ts";

/** Most searches that wait, those of requests over HTTP included. Each member has one at most. */
const WAITING_MAX = 64;

/** Most searches of requests over HTTP that wait: nothing else bounds those of one reader. */
const REQUESTS_MAX = 4;

/**
 * Carries out searches one by one. A search keeps the store from other work for up to some tenths of a
 * second, so between two of them it has its turn.
 */
export class SearchQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #requests = 0;

  /**
   * Carries out the search of a member.
   *
   * @throws {ChatError} `rate-limited` if too many searches wait.
   */
  run<T>(search: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_MAX) throw busy(WAITING_MAX);
    this.#waiting++;
    const done = this.#last.then(search).finally(() => this.#waiting--);
    this.#last = done.catch(() => {});
    return done;
  }

  /**
   * Carries out the search of a request over HTTP.
   *
   * @throws {ChatError} `rate-limited` if too many searches wait.
   */
  runRequest<T>(search: () => Promise<T>): Promise<T> {
    if (this.#requests >= REQUESTS_MAX) throw busy(REQUESTS_MAX);
    this.#requests++;
    try {
      return this.run(search).finally(() => this.#requests--);
    } catch (error) {
      this.#requests--;
      throw error;
    }
  }
}

function busy(count: number): ChatError {
  return new ChatError(
    "rate-limited",
    `${count} searches wait already, which is the limit: search again in a few seconds.`,
    { retry: true },
  );
}
