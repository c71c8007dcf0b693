import { ChatError } from "../hub/mod.ts";

/** Most hashes that are computed at once, and most that wait for it. */
export interface HashQueueLimits {
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

const DEFAULTS: HashQueueLimits = { maxRunning: 2, maxWaiting: 100 };

interface Waiting {
  readonly start: () => void;
  readonly refuse: (error: ChatError) => void;
}

/**
 * Bounds what password hashes take: each needs 16 MiB and a core for a while, and a crowd that says
 * hello at once must not get all of them at once.
 *
 * Addresses take turns, and in a full queue whoever has most waiting makes room for whoever has less:
 * a flood from one address delays another's password by one hash, not by the whole queue.
 */
export class HashQueue {
  readonly #limits: HashQueueLimits;
  /** Waiting tasks, by address; the address whose turn is next comes first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #waitingCount = 0;
  #running = 0;

  constructor(limits: HashQueueLimits = DEFAULTS) {
    this.#limits = limits;
  }

  /**
   * Runs a task when it is its turn.
   *
   * @param addressKey For whom, as limits count addresses.
   * @throws {ChatError} `rate-limited` where too many wait, and whatever the task throws.
   */
  async run<T>(addressKey: string, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limits.maxRunning) this.#running++;
    else await this.#turn(addressKey);
    try {
      return await task();
    } finally {
      const next = this.#next();
      if (next === undefined) this.#running--;
      else next.start();
    }
  }

  /** Resolves when the place of a task that has ended is passed on. */
  #turn(addressKey: string): Promise<void> {
    if (this.#waitingCount >= this.#limits.maxWaiting) this.#makeRoom(addressKey);
    return new Promise((start, refuse) => {
      const own = this.#waiting.get(addressKey);
      if (own === undefined) this.#waiting.set(addressKey, [{ start, refuse }]);
      else own.push({ start, refuse });
      this.#waitingCount++;
    });
  }

  /** Refuses the newest task of the address with the most, or else this one. */
  #makeRoom(addressKey: string): void {
    const own = this.#waiting.get(addressKey)?.length ?? 0;
    let longest: Waiting[] = [];
    for (const tasks of this.#waiting.values()) if (tasks.length > longest.length) longest = tasks;
    const refusal = new ChatError(
      "rate-limited",
      `${this.#limits.maxWaiting} passwords wait to be checked, which is the limit: try again in a few seconds.`,
    );
    if (longest.length <= own + 1) throw refusal;
    longest.pop()!.refuse(refusal);
    this.#waitingCount--;
  }

  #next(): Waiting | undefined {
    for (const [addressKey, tasks] of this.#waiting) {
      const next = tasks.shift();
      this.#waiting.delete(addressKey);
      if (tasks.length > 0) this.#waiting.set(addressKey, tasks);
      this.#waitingCount--;
      return next;
    }
    return undefined;
  }
}
