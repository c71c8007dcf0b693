import { formatAddress, parseAddress } from "./address.ts";

/** The number of bits in front of an IPv4 address that is written as an IPv6 address. */
const MAPPED_BITS = 96;

/** The addresses that share their first bits. */
export interface Network {
  /** The first address: 4 bytes of IPv4, 16 of IPv6; zero after the prefix. */
  readonly bytes: Uint8Array;
  /** 0 to 32 for IPv4, 0 to 128 for IPv6. */
  readonly prefixBits: number;
}

/** An address, IPv6 also in brackets (RFC 3986 section 3.2.2), and the prefix after a slash. */
const CIDR = /^(?:\[([^/\]]*:[^/\]]*)\]|([^/]*))(?:\/(0|[1-9]\d{0,2}))?$/;

/**
 * Returns the network that a text in CIDR form names (RFC 4632 section 3.1), like `192.0.2.0/24` or
 * `2001:db8::/32`. A single address is a network of that address alone. Undefined where the text is
 * neither. Bits after the prefix don't count: `192.0.2.7/24` is `192.0.2.0/24`. An IPv6 address may
 * stand in brackets, as in a browser's address bar: `[2001:db8::]/32`.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { contains, formatNetwork, parseNetwork } from "./network.ts";
 *
 * const network = parseNetwork("2001:DB8:0::7/32")!;
 * assertEquals(formatNetwork(network), "2001:db8::/32");
 * assert(contains(network, "2001:db8:ffff::1"));
 * ```
 */
export function parseNetwork(text: string): Network | undefined {
  const [, bracketed, bare = "", prefix] = CIDR.exec(text) ?? [];
  const address = bracketed ?? bare;
  const bytes = parseAddress(address);
  if (bytes === undefined) return undefined;
  const wholeBits = 8 * bytes.length;
  const isMapped = bytes.length === 4 && address.includes(":");
  const given = prefix === undefined ? wholeBits : Number(prefix) - (isMapped ? MAPPED_BITS : 0);
  if (prefix !== undefined && (given < 0 || given > wholeBits)) return undefined;
  return { bytes: masked(bytes, given), prefixBits: given };
}

/** True where the address, in any spelling, lies in the network. IPv4 never lies in an IPv6 one. */
export function contains({ bytes, prefixBits }: Network, address: string): boolean {
  const other = parseAddress(address);
  if (other === undefined || other.length !== bytes.length) return false;
  const own = masked(other, prefixBits);
  return own.every((byte, i) => byte === bytes[i]);
}

/** True where all addresses of the second network lie in the first. */
export function containsAll(network: Network, { bytes, prefixBits }: Network): boolean {
  return network.prefixBits <= prefixBits && contains(network, formatAddress(bytes));
}

/** Returns the one spelling of a network. A network of one address is written as the address. */
export function formatNetwork({ bytes, prefixBits }: Network): string {
  const address = formatAddress(bytes);
  return prefixBits === 8 * bytes.length ? address : `${address}/${prefixBits}`;
}

function masked(bytes: Uint8Array, prefixBits: number): Uint8Array {
  return bytes.map((byte, i) => {
    const kept = Math.max(0, Math.min(8, prefixBits - 8 * i));
    return byte & 0xff << 8 - kept;
  });
}
