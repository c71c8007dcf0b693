import { type NodeScheme, nodeSchemeOf, WELCOME_NODES_MAX } from "../../../vocabulary/mod.ts";

/** The options of a list of addresses. */
export interface AddressesOptions {
  /** The addresses that the client was given, at least one. The first one is tried first. */
  readonly given: readonly string[];
  /** True: the client goes to addresses that a welcome names, too. */
  readonly learns: boolean;
  /** Returns a number from 0 (inclusive) to 1. */
  readonly random: () => number;
}

/**
 * The schemes of an address that a welcome may name, by the scheme of an address that the client was
 * given: those that the same uplink can use, and that protect session, password and token as well.
 */
const LEARNED: Readonly<Record<string, readonly NodeScheme[]>> = {
  tcp: ["tcp", "tls"],
  tls: ["tls"],
  unix: ["tls"],
  udp: ["udp"],
  ws: ["ws", "wss"],
  wss: ["wss"],
};

/**
 * The addresses of one hub, each of which is tried once in a round. Only the very first attempt is in
 * the sequence of the list: all clients of a node that is gone would else come to the same next one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Addresses } from "./addresses.ts";
 *
 * const given = ["tls://one:9000"];
 * const addresses = new Addresses({ given, learns: true, random: () => 0 });
 * assertEquals([addresses.next(), addresses.next()], ["tls://one:9000", undefined]);
 * addresses.learn(["tcp://two:9000", "tls://two:9443"]);
 * assertEquals([addresses.next(), addresses.next()], ["tls://two:9443", undefined]);
 * ```
 */
export class Addresses {
  readonly #options: AddressesOptions;
  readonly #given: Set<string>;
  readonly #tried = new Set<string>();
  #learned: readonly string[] = [];
  #current: string;
  /** The address at which a hub welcomed the client last. */
  #home: string | undefined;
  #isFirst = true;

  constructor(options: AddressesOptions) {
    this.#options = options;
    this.#given = new Set(options.given);
    this.#current = options.given[0];
  }

  /** The address of the newest attempt; before the first one, the one that it will have. */
  get current(): string {
    return this.#current;
  }

  /** The number of addresses that are known. */
  get size(): number {
    return this.#known.length;
  }

  /** Begins a round: every address may be tried again. */
  beginRound(): void {
    this.#tried.clear();
  }

  /** Begins a round in which the present address has been tried already. */
  beginBehindCurrent(): void {
    this.#tried.clear();
    this.#tried.add(this.current);
  }

  /** Returns an address that this round hasn't tried; undefined if it has tried all. */
  next(): string | undefined {
    const untried = this.#known.filter((address) => !this.#tried.has(address));
    if (untried.length === 0) return undefined;
    const isDecided = this.#isFirst || untried.length === 1;
    const at = isDecided ? 0 : Math.floor(this.#options.random() * untried.length);
    this.#isFirst = false;
    this.#current = untried[at];
    this.#tried.add(this.#current);
    return this.#current;
  }

  /**
   * Notes a welcome at the present address, and takes the addresses that it names in place of those of
   * the welcome before. Leaves out those that the client can't use or that protect it less than the ones
   * that it was given.
   */
  learn(nodes: readonly string[]): void {
    this.#home = this.#current;
    if (!this.#options.learns) return;
    const isUsable = (address: string) => {
      const scheme = nodeSchemeOf(address);
      return scheme !== undefined &&
        this.#options.given.every((given) => LEARNED[schemeOf(given)]?.includes(scheme));
    };
    this.#learned = nodes.slice(0, WELCOME_NODES_MAX).filter(isUsable);
  }

  /** Forgets the present address, where no hub can be. Returns false if it is the last one. */
  discard(): boolean {
    const current = this.#current;
    const other = this.#known.find((address) => address !== current);
    if (other === undefined) return false;
    this.#given.delete(current);
    if (this.#home === current) this.#home = undefined;
    this.#learned = this.#learned.filter((address) => address !== current);
    this.#current = other;
    return true;
  }

  /** The addresses that were given or learned, and the one where the client was last. */
  get #known(): string[] {
    const home = this.#home === undefined ? [] : [this.#home];
    return [...new Set([...this.#given, ...home, ...this.#learned])];
  }
}

function schemeOf(address: string): string {
  return address.slice(0, address.indexOf(":"));
}
