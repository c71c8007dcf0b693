import { contains, type Network, parseNetwork } from "../../hub/mod.ts";

/** The answer to connections from a trusted proxy to the TCP port. */
export type ProxyProtocol =
  /** A header of the PROXY protocol is believed; a connection without one is the proxy's own. */
  | "optional"
  /** A connection without such a header is refused. */
  | "required"
  /** No such header is believed. */
  | "off";

/** The proxies that are believed when they tell the address of a client. */
export class TrustedProxies {
  readonly #networks: readonly Network[];

  /**
   * @param networks Addresses and networks in CIDR form.
   * @param protocol The answer to connections from there to the TCP port.
   */
  constructor(networks: readonly string[], readonly protocol: ProxyProtocol) {
    this.#networks = networks.map(parseNetwork).filter((network) => network !== undefined);
  }

  /** Returns true if what comes from this address may name another one. */
  trusts(address: string): boolean {
    return this.#networks.some((network) => contains(network, address));
  }
}

/** Believes nobody. */
export const NO_PROXIES: TrustedProxies = new TrustedProxies([], "off");
