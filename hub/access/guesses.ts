import { ChatError } from "../chat_error.ts";
import { Attempts } from "./attempts.ts";

/** Of one address for one name: after three failures 1 s, 2 s, 4 s, up to 5 min. */
const PAIR = { freeFailures: 3, delayMaxMs: 300_000 };

/**
 * The same where somebody was let in before: whoever guesses behind the same proxy slows its owner
 * down by 5 s at most, and can still try only 17,000 passwords a day.
 */
const KNOWN_PAIR = { freeFailures: 10, delayMaxMs: 5_000 };

/** Of one address for all names to which it wasn't let in before. */
const ADDRESS = { freeFailures: 30, delayMaxMs: 60_000 };

/** For one name, of all addresses that weren't let in to it before. */
const NAME = { freeFailures: 50, delayMaxMs: 30_000 };

/**
 * Slows down whoever guesses a secret, and nobody else as far as that can be told apart. What counts
 * is the pair of address and name: strangers who guess a name from elsewhere don't lock its owner
 * out, and those who guess behind the owner's proxy hardly. Many addresses that guess one name, and
 * one address that guesses many, are slowed down together, but for pairs that were let in before.
 *
 * Time is a parameter.
 */
export class Guesses {
  readonly #pairs: Attempts;
  readonly #addresses: Attempts;
  readonly #names: Attempts | undefined;
  /** The pairs that were let in, the newest last. */
  readonly #known = new Set<string>();

  /**
   * @param maxKeys Most pairs, addresses and names that are remembered, of each.
   * @param secret Of each name its own, or one for all: then the names aren't what is guessed.
   */
  constructor(readonly maxKeys: number, secret: "one for each name" | "one for all") {
    this.#pairs = new Attempts({ maxKeys, ...PAIR });
    this.#addresses = new Attempts({ maxKeys, ...ADDRESS });
    this.#names = secret === "one for each name" ? new Attempts({ maxKeys, ...NAME }) : undefined;
  }

  /**
   * Refuses a guess that comes too soon.
   *
   * @throws {ChatError} `too-many-attempts`, with the seconds to wait.
   */
  check(guess: Guess, nowMs: number): void {
    const waitMs = this.waitMs(guess, nowMs);
    if (waitMs === 0) return;
    throw new ChatError(
      "too-many-attempts",
      `Too many wrong passwords or tokens: try again in ${Math.ceil(waitMs / 1000)} s.`,
    );
  }

  /** Milliseconds until this may be tried. */
  waitMs(guess: Guess, nowMs: number): number {
    const { addressKey, fold } = guess;
    const pair = pairOf(guess);
    if (this.#known.has(pair)) return this.#pairs.waitMs(pair, nowMs, KNOWN_PAIR);
    return Math.max(
      this.#pairs.waitMs(pair, nowMs),
      this.#addresses.waitMs(addressKey, nowMs),
      this.#names?.waitMs(fold, nowMs) ?? 0,
    );
  }

  /**
   * Counts a guess as a failure, before it is known to be one: many at once must not slip through
   * while one is being checked.
   */
  begin(guess: Guess, nowMs: number): BegunGuess {
    const pair = pairOf(guess);
    const isKnown = this.#known.has(pair);
    this.#pairs.failed(pair, nowMs);
    if (!isKnown) this.#addresses.failed(guess.addressKey, nowMs);
    if (!isKnown) this.#names?.failed(guess.fold, nowMs);
    const takeBackOfAll = () => {
      if (isKnown) return;
      this.#addresses.takeBack(guess.addressKey);
      this.#names?.takeBack(guess.fold);
    };
    return {
      succeeded: () => {
        this.#pairs.succeeded(pair);
        takeBackOfAll();
        this.letIn(guess);
      },
      takeBack: () => {
        this.#pairs.takeBack(pair);
        takeBackOfAll();
      },
    };
  }

  /** True where somebody was let in before from this address under this name. */
  isKnown(guess: Guess): boolean {
    return this.#known.has(pairOf(guess));
  }

  /** Remembers that somebody was let in from an address under a name. */
  letIn(guess: Guess): void {
    const pair = pairOf(guess);
    this.#known.delete(pair);
    this.#known.add(pair);
    if (this.#known.size <= this.maxKeys) return;
    for (const oldest of this.#known) {
      this.#known.delete(oldest);
      return;
    }
  }
}

/** One try to get in with a secret. */
export interface Guess {
  /** From where, as limits count addresses. */
  readonly addressKey: string;
  /** Under which name; empty where none is given. */
  readonly fold: string;
}

/** A guess that counts as a failure until more is known. */
export interface BegunGuess {
  /** It was right. Wrong ones of the same address for other names stay counted. */
  readonly succeeded: () => void;
  /** Nobody looked at it, for lack of time: it counts for nothing. */
  readonly takeBack: () => void;
}

function pairOf({ addressKey, fold }: Guess): string {
  return `${addressKey} ${fold}`;
}
