import { Addresses, type AddressesOptions } from "./addresses.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";

/**
 * A connection that lasts for less than this time doesn't make its address a good one again. Otherwise
 * a client whose connections end at once would go from one address to the next without a pause.
 */
const STEADY_MS = 5_000;

/** The next attempt: at another address at once, or after a pause, or none before the limit. */
export type Attempt =
  | { readonly kind: "now"; readonly address: string }
  | { readonly kind: "later"; readonly inMs: number }
  | { readonly kind: "never" };

/**
 * Decides when and where a client connects next: at each address once, without a pause, and then again
 * after a delay that grows with each such round.
 */
export class Attempts {
  readonly addresses: Addresses;
  readonly #backoff: Backoff;
  #offlineSinceMs = 0;
  #onlineSinceMs: number | undefined;

  constructor(options: AddressesOptions & BackoffOptions) {
    this.addresses = new Addresses(options);
    this.#backoff = new Backoff(options);
  }

  /** Begins to count the time without a connection. Returns the first address. */
  start(nowMs: number): string {
    this.#offlineSinceMs = nowMs;
    return this.again();
  }

  /** Returns the address of the first attempt after a pause. */
  again(): string {
    this.addresses.beginRound();
    return this.addresses.next()!;
  }

  /** The hub has welcomed the client. */
  succeeded(nowMs: number): void {
    this.#onlineSinceMs = nowMs;
    this.#backoff.reset();
  }

  /**
   * Returns the next attempt after a loss or a failure.
   *
   * @param limitMs Most milliseconds without a connection. Infinity: the client never gives up.
   */
  after(nowMs: number, limitMs: number): Attempt {
    if (this.#onlineSinceMs !== undefined) {
      if (nowMs - this.#onlineSinceMs >= STEADY_MS) this.addresses.beginBehindCurrent();
      this.#offlineSinceMs = nowMs;
      this.#onlineSinceMs = undefined;
    }
    const giveUpMs = this.#offlineSinceMs + limitMs;
    const address = nowMs > giveUpMs ? undefined : this.addresses.next();
    if (address !== undefined) return { kind: "now", address };
    const inMs = this.#backoff.nextMs();
    return nowMs + inMs > giveUpMs ? { kind: "never" } : { kind: "later", inMs };
  }
}
