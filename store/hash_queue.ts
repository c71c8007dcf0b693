import { ChatError } from "../hub/mod.ts";

/** How many hashes are computed at once, and how many may wait for it. */
export interface HashQueueLimits {
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

const DEFAULTS: HashQueueLimits = { maxRunning: 2, maxWaiting: 100 };

/**
 * Bounds what password hashes take: each needs 16 MiB and a core for a while, and a crowd that says
 * hello at once must not get all of them at once.
 */
export class HashQueue {
  readonly #limits: HashQueueLimits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: HashQueueLimits = DEFAULTS) {
    this.#limits = limits;
  }

  /**
   * Runs a task when it is its turn.
   *
   * @throws {ChatError} `rate-limited` where too many wait, and whatever the task throws.
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limits.maxRunning) this.#running++;
    else await this.#turn();
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  /** Resolves when the place of a task that has ended is passed on. */
  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#limits.maxWaiting) {
      throw new ChatError(
        "rate-limited",
        `${this.#limits.maxWaiting} passwords wait to be checked, which is the limit: try again in a few seconds.`,
      );
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
