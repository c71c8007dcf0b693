import { ChatError, type PasswordSender } from "../../hub/mod.ts";
import { FairQueue } from "./fair_queue.ts";

const DEFAULTS: HashQueueLimits = { maxRunning: 2, maxWaiting: 100 };

/** Turns of known senders in a row while others wait: known senders must not shut others out. */
const KNOWN_IN_A_ROW_MAX = 4;

/** The sender of a password if the caller names none. */
export const NOBODY_KNOWN: PasswordSender = { addressKey: "", isKnown: false };

/**
 * Runs the password hashes, a few at once: each needs 16 MiB and a core for some tenths of a
 * second. Both stores of accounts own such a queue, on the server's thread; the hash itself runs on
 * a thread of `node:crypto`.
 *
 * Addresses take turns, and in a full queue the address with the most tasks makes room for another.
 * So a flood from one address delays the password of another by one hash, not by the whole queue.
 * Known senders wait apart and go first, so a flood from many addresses delays an owner by one hash
 * as well. Every fifth turn belongs to the others.
 */
export class HashQueue {
  readonly #limits: HashQueueLimits;
  readonly #known: FairQueue<Waiting>;
  readonly #others: FairQueue<Waiting>;
  #knownInARow = 0;
  #running = 0;

  constructor(limits: HashQueueLimits = DEFAULTS) {
    this.#limits = limits;
    this.#known = new FairQueue(limits.maxWaiting);
    this.#others = new FairQueue(limits.maxWaiting);
  }

  /**
   * Runs a task when its turn comes.
   *
   * @throws {ChatError} `rate-limited` if too many tasks wait. Also throws the task's own error.
   */
  async run<T>(sender: PasswordSender, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limits.maxRunning) this.#running++;
    else await this.#waitForTurn(sender);
    try {
      return await task();
    } finally {
      const next = this.#next();
      if (next === undefined) this.#running--;
      else next.start();
    }
  }

  /** Resolves when a task that has ended passes its place on. */
  #waitForTurn({ addressKey, isKnown }: PasswordSender): Promise<void> {
    return new Promise((start, refuse) => {
      const queue = isKnown ? this.#known : this.#others;
      queue.add(addressKey, { start, refuse })?.refuse(this.#refusal());
    });
  }

  #refusal(): ChatError {
    return new ChatError(
      "rate-limited",
      `${this.#limits.maxWaiting} passwords wait to be checked, which is the limit: try again in a few seconds.`,
    );
  }

  #next(): Waiting | undefined {
    const isTurnOfOthers = this.#knownInARow >= KNOWN_IN_A_ROW_MAX;
    const known = isTurnOfOthers ? undefined : this.#known.removeNext();
    this.#knownInARow = known === undefined ? 0 : this.#knownInARow + 1;
    return known ?? this.#others.removeNext() ?? this.#known.removeNext();
  }
}

/**
 * The most hashes that are computed at once, and the most tasks that wait, for each kind of sender.
 */
export interface HashQueueLimits {
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

interface Waiting {
  readonly start: () => void;
  readonly refuse: (error: ChatError) => void;
}
