import { getLogger } from "@logtape/logtape";

const log = getLogger(["hubbub", "bug"]);

/** The same stack is logged once within this time, in milliseconds. */
const WINDOW_MS = 60_000;

/** Most stacks that are logged within that time; further ones are counted. */
export const STACKS_MAX = 10;

/**
 * The server's own errors. Each is logged once with its stack. Repetitions within a minute, and more
 * than ten different ones, are counted, so that a storm can't fill the log.
 */
export class Bugs {
  readonly #seen = new Set<string>();
  #startMs = -Infinity;
  #hidden = 0;

  /** @param now Milliseconds of any clock that only goes forward. */
  constructor(readonly now: () => number) {}

  /**
   * Logs an error that nobody expected.
   *
   * @param where The connection or part that it met, like `tcp 127.0.0.1:4711`.
   */
  log(where: string, error: unknown): void {
    this.tick(this.now());
    const stack = error instanceof Error ? error.stack ?? error.message : String(error);
    if (this.#seen.size >= STACKS_MAX || this.#seen.has(stack)) {
      this.#hidden++;
      return;
    }
    this.#seen.add(stack);
    log.error("A bug met {where}: {error}", { where, error });
  }

  /** Logs the number of counted errors once the minute is over. Call it about once a second. */
  tick(nowMs: number): void {
    if (nowMs - this.#startMs < WINDOW_MS) return;
    if (this.#hidden > 0) {
      log.error("{count} more bugs like those, or beyond {max} in a minute, weren't logged.", {
        count: this.#hidden,
        max: STACKS_MAX,
      });
    }
    this.#startMs = nowMs;
    this.#hidden = 0;
    this.#seen.clear();
  }
}
