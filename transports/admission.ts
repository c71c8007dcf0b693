import { limitKeyOf } from "../hub/mod.ts";

/** How many connections there may be. */
export interface AdmissionLimits {
  readonly maxConnections: number;
  /** Undefined: no limit. */
  readonly maxPerAddress: number | undefined;
}

/** Counts connections, in all and from each address; of IPv6, from each /64 network. */
export class Admission {
  readonly #perAddress = new Map<string, number>();
  #total = 0;
  /** Refused connections that are still being told so; they don't count as admitted. */
  farewells = 0;

  constructor(readonly limits: AdmissionLimits) {}

  /** Counts one more connection, or returns the sentence that refuses it. */
  admit(address: string): string | undefined {
    const { maxConnections, maxPerAddress = Infinity } = this.limits;
    if (this.#total >= maxConnections) {
      return `The server has ${maxConnections} connections, which is its limit: try again later.`;
    }
    const key = limitKeyOf(address);
    const own = this.#perAddress.get(key) ?? 0;
    if (own >= maxPerAddress) {
      return `${key} has ${maxPerAddress} connections, which is the limit for one address: close one first.`;
    }
    this.#total++;
    this.#perAddress.set(key, own + 1);
    return undefined;
  }

  /** Gives back what {@linkcode admit} counted. */
  release(address: string): void {
    this.#total--;
    const key = limitKeyOf(address);
    const own = (this.#perAddress.get(key) ?? 1) - 1;
    if (own === 0) this.#perAddress.delete(key);
    else this.#perAddress.set(key, own);
  }
}
