import { ChatError, type PasswordSender } from "../../hub/mod.ts";
import { FairQueue } from "./fair_queue.ts";

/** Most hashes that are computed at once, and most that wait for it, of each kind of sender. */
export interface HashQueueLimits {
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

const DEFAULTS: HashQueueLimits = { maxRunning: 2, maxWaiting: 100 };

/** Turns of known senders in a row while others wait: known ones must not shut others out. */
const KNOWN_IN_A_ROW_MAX = 4;

/** The sender of a password where nothing else is said. */
export const NOBODY_KNOWN: PasswordSender = { addressKey: "", isKnown: false };

interface Waiting {
  readonly start: () => void;
  readonly refuse: (error: ChatError) => void;
}

/**
 * Bounds what password hashes take: each needs 16 MiB and a core for a while, and a crowd that says
 * hello at once must not get all of them at once.
 *
 * Addresses take turns, and in a full queue whoever has most waiting makes room for whoever has less:
 * a flood from one address delays another's password by one hash, not by the whole queue. Known
 * senders wait apart and go first, so that a flood from many addresses delays an owner by one hash
 * too, and takes no place from it; every fifth turn is the others'.
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
   * Runs a task when it is its turn.
   *
   * @throws {ChatError} `rate-limited` where too many wait, and whatever the task throws.
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

  /** Resolves when the place of a task that has ended is passed on. */
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
