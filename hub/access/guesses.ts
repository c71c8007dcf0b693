import { ChatError } from "../chat_error.ts";
import { Attempts } from "./attempts.ts";

/** For one address and one name: after three failures 1 s, 2 s, 4 s, up to 5 min. */
const PAIR = { freeFailures: 3, delayMaxMs: 300_000 };

/**
 * The same where somebody was let in before. A stranger who guesses behind the same proxy slows the
 * owner down by 5 s at most, and can try only 17,000 passwords a day.
 */
const KNOWN_PAIR = { freeFailures: 10, delayMaxMs: 5_000 };

/** For one address, over all names under which it wasn't let in before. */
const ADDRESS = { freeFailures: 30, delayMaxMs: 60_000 };

/** For one name, over all addresses that weren't let in under it before. */
const NAME = { freeFailures: 50, delayMaxMs: 30_000 };

/**
 * Slows down guesses of a secret, and delays the owner as little as it can. Failures count for the
 * pair of address and name: strangers who guess a name from elsewhere don't lock its owner out, and
 * strangers behind the owner's proxy delay the owner by seconds only. Many addresses that guess one
 * name, and one address that guesses many names, are slowed down together. Pairs that were let in
 * before are left out of that.
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
   * @param maxKeys Most pairs, most addresses and most names that are remembered.
   * @param secret A password belongs to one name; a token is one for all, and no name is guessed.
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

  /** Returns the milliseconds until this guess may be tried. */
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
   * Counts a guess as a failure before its result is known: many at once must not slip through while
   * a password is being checked.
   */
  begin(guess: Guess, nowMs: number): PendingGuess {
    const pair = pairOf(guess);
    const isKnown = this.#known.has(pair);
    this.#pairs.countFailure(pair, nowMs);
    if (!isKnown) this.#addresses.countFailure(guess.addressKey, nowMs);
    if (!isKnown) this.#names?.countFailure(guess.fold, nowMs);
    const uncountForAll = () => {
      if (isKnown) return;
      this.#addresses.uncountFailure(guess.addressKey);
      this.#names?.uncountFailure(guess.fold);
    };
    return {
      succeeded: () => {
        this.#pairs.forget(pair);
        uncountForAll();
        this.remember(guess);
      },
      dropped: () => {
        this.#pairs.uncountFailure(pair);
        uncountForAll();
      },
    };
  }

  /** True where a peer was let in before from this address under this name. */
  isKnown(guess: Guess): boolean {
    return this.#known.has(pairOf(guess));
  }

  /** Remembers that a peer was let in from an address under a name. */
  remember(guess: Guess): void {
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

/** A peer that shows a secret. */
export interface Guess {
  /** Its address, as limits count addresses. */
  readonly addressKey: string;
  /** The name that it claims, folded; empty where it gives none. */
  readonly fold: string;
}

/** A guess that counts as a failure until its result is known. */
export interface PendingGuess {
  /** Call it for a right guess. Failures of the same address for other names stay counted. */
  readonly succeeded: () => void;
  /** Call it for a guess that nobody checked: it then counts as nothing. */
  readonly dropped: () => void;
}

function pairOf({ addressKey, fold }: Guess): string {
  return `${addressKey} ${fold}`;
}
