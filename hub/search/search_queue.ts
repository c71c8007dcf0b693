import { ChatError } from "../chat_error.ts";
import { OneByOne } from "../one_by_one.ts";

/** Most searches that wait, those of requests over HTTP included. Each member has one at most. */
const WAITING_MAX = 64;

/** Most searches of requests over HTTP that wait: nothing else bounds those of one reader. */
const REQUESTS_MAX = 4;

/**
 * Carries out searches one by one. A search keeps the store, or in memory the whole hub, from other work
 * for up to some tenths of a second, so between two of them that has its turn.
 */
export class SearchQueue {
  readonly #searches: OneByOne;
  #waiting = 0;
  #requests = 0;

  /** @param nextTurn As in {@linkcode OneByOne}. */
  constructor(nextTurn?: () => Promise<void>) {
    this.#searches = new OneByOne(nextTurn);
  }

  /**
   * Carries out the search of a member.
   *
   * @throws {ChatError} `rate-limited` if too many searches wait.
   */
  run<T>(search: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_MAX) throw busy(WAITING_MAX);
    this.#waiting++;
    return this.#searches.run(search).finally(() => this.#waiting--);
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
