/** One customer gets an IPv6 network with a prefix of this length, so limits count it as one address. */
const CUSTOMER_PREFIX_BYTES = 8;

/** The longest text that is read: an IPv6 address of 45 characters and a zone (RFC 4007). */
const TEXT_MAX_CHARS = 80;

/**
 * Returns the bytes of an IP address, in network order: 4 for IPv4, 16 for IPv6. An IPv4 address
 * within an IPv6 one (`::ffff:192.0.2.1`, RFC 4291 section 2.5.5.2) has 4. Undefined where the text is
 * no address.
 *
 * A zone (`fe80::1%eth0`, RFC 4007) is left out: it names the reader's own network interface. IPv4
 * is four decimal numbers without leading zeros, since some programs read `010` as 8.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseAddress } from "./address.ts";
 *
 * assertEquals(parseAddress("::ffff:192.0.2.1"), new Uint8Array([192, 0, 2, 1]));
 * assertEquals(parseAddress("192.0.2.01"), undefined);
 * ```
 */
export function parseAddress(text: string): Uint8Array | undefined {
  if (text.length > TEXT_MAX_CHARS) return undefined;
  if (!text.includes(":")) return parseIpv4(text);
  const bytes = parseIpv6(/^(.*?)(?:%.+)?$/.exec(text)?.[1] ?? "");
  return bytes !== undefined && isMapped(bytes) ? bytes.slice(12) : bytes;
}

/**
 * Returns the one spelling of an address: RFC 5952 for IPv6, with lower case, no leading zeros, and the
 * longest run of zeros left out.
 *
 * @param bytes 4 or 16 bytes, as {@linkcode parseAddress} returns them.
 */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => bytes[2 * i] << 8 | bytes[2 * i + 1]);
  const whole = groups.map((group) => group.toString(16)).join(":");
  let longest = "";
  for (const [run] of whole.matchAll(/(?:^|:)0(?::0)+(?::|$)/g)) {
    if (zerosIn(run) > zerosIn(longest)) longest = run;
  }
  return longest === "" ? whole : whole.replace(longest, "::");
}

/** Returns the one spelling of an address. A text that is no address stays as it is. */
export function canonicalAddress(text: string): string {
  // IPv4 has only one spelling.
  if (!text.includes(":")) return text;
  const bytes = parseAddress(text);
  return bytes === undefined ? text : formatAddress(bytes);
}

/**
 * Returns the key under which a limit per address counts: an IPv4 address itself, an IPv6 address by
 * its /64 network. A household or a server gets at least a /64 and can use every address in it (RFC
 * 6177, RFC 7934). A text that is no address (`unix`) is its own key.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { limitKeyOf } from "./address.ts";
 *
 * assertEquals(limitKeyOf("2001:DB8:0:1::42"), "2001:db8:0:1::/64");
 * assertEquals(limitKeyOf("::ffff:192.0.2.1"), "192.0.2.1");
 * ```
 */
export function limitKeyOf(text: string): string {
  if (!text.includes(":")) return text;
  const bytes = parseAddress(text);
  if (bytes === undefined) return text;
  if (bytes.length === 4) return formatAddress(bytes);
  return `${formatAddress(bytes.fill(0, CUSTOMER_PREFIX_BYTES))}/${8 * CUSTOMER_PREFIX_BYTES}`;
}

/**
 * Returns a host as it stands in front of a port: an IPv6 address in brackets (RFC 3986 section 3.2.2).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hostBeforePort } from "./address.ts";
 *
 * assertEquals(["::1", "localhost"].map(hostBeforePort), ["[::1]", "localhost"]);
 * ```
 */
export function hostBeforePort(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

/** True for an address that only this machine can have, in any spelling, and for `localhost`. */
export function isLoopback(text: string): boolean {
  if (text === "localhost") return true;
  const bytes = parseAddress(text);
  if (bytes?.length === 4) return bytes[0] === 127;
  return bytes !== undefined && formatAddress(bytes) === "::1";
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  const isWell = parts.length === 4 &&
    parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isWell ? new Uint8Array(parts.map(Number)) : undefined;
}

/** Reads the three forms of RFC 4291 section 2.2: eight groups, `::` once, an IPv4 address at the end. */
function parseIpv6(text: string): Uint8Array | undefined {
  const halves = withoutDots(text)?.split("::");
  if (halves === undefined || halves.length > 2) return undefined;
  const [head, tail = []] = halves.map((half) => half === "" ? [] : half.split(":"));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  return new Uint8Array(numbers.flatMap((number) => [number >> 8, number & 0xff]));
}

/** Writes an IPv4 address at the end of an IPv6 one as two groups. */
function withoutDots(text: string): string | undefined {
  if (!text.includes(".")) return text;
  const start = text.lastIndexOf(":") + 1;
  const bytes = parseIpv4(text.slice(start));
  if (bytes === undefined) return undefined;
  const [a, b, c, d] = bytes;
  return `${text.slice(0, start)}${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}`;
}

/** True for an address in `::ffff:0:0/96`: an IPv4 address, as an IPv6 socket shows it. */
function isMapped(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 &&
    bytes[11] === 255;
}

function zerosIn(run: string): number {
  return run.split("0").length;
}
