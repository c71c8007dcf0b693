/** How many connections there may be. */
export interface AdmissionLimits {
  readonly maxConnections: number;
  /** Undefined: no limit. */
  readonly maxPerAddress: number | undefined;
}

/** Counts connections, in all and from each address. */
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
    const own = this.#perAddress.get(address) ?? 0;
    if (own >= maxPerAddress) {
      return `${address} has ${maxPerAddress} connections, which is the limit for one address: close one first.`;
    }
    this.#total++;
    this.#perAddress.set(address, own + 1);
    return undefined;
  }

  /** Gives back what {@linkcode admit} counted. */
  release(address: string): void {
    this.#total--;
    const own = (this.#perAddress.get(address) ?? 1) - 1;
    if (own === 0) this.#perAddress.delete(address);
    else this.#perAddress.set(address, own);
  }
}

/** An IPv4 address that came over an IPv6 socket, as what it is (RFC 4291 section 2.5.5.2). */
export function normaliseAddress(hostname: string): string {
  return hostname.startsWith("::ffff:") && hostname.includes(".") ? hostname.slice(7) : hostname;
}

/** Whether only this machine can have this address. */
export function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1" || address === "localhost";
}
