import { formatAddress, parseAddress } from "../address.ts";
import { formatNetwork, parseNetwork } from "../network.ts";

/**
 * Finds the networks that hold an address. The time for a search grows with the number of different
 * prefix lengths, not with the number of networks.
 */
export class NetworkIndex {
  /** The number of networks of each prefix length. The key holds an address' bytes and the bits. */
  readonly #counts = new Map<string, number>();
  readonly #networks = new Set<string>();

  /** @param network In its one spelling. */
  add(network: string): void {
    if (this.#networks.has(network)) return;
    this.#networks.add(network);
    const length = lengthOf(network);
    this.#counts.set(length, (this.#counts.get(length) ?? 0) + 1);
  }

  delete(network: string): void {
    if (!this.#networks.delete(network)) return;
    const length = lengthOf(network);
    const count = this.#counts.get(length)! - 1;
    if (count === 0) this.#counts.delete(length);
    else this.#counts.set(length, count);
  }

  /** Yields the networks that hold an address, given in any spelling. */
  *holding(address: string): Generator<string> {
    if (this.#networks.size === 0) return;
    const bytes = parseAddress(address);
    if (bytes === undefined) return;
    const text = formatAddress(bytes);
    for (const length of this.#counts.keys()) {
      const [size, bits] = length.split("/");
      if (Number(size) !== bytes.length) continue;
      const network = formatNetwork(parseNetwork(`${text}/${bits}`)!);
      if (this.#networks.has(network)) yield network;
    }
  }
}

function lengthOf(network: string): string {
  const { bytes, prefixBits } = parseNetwork(network)!;
  return `${bytes.length}/${prefixBits}`;
}
