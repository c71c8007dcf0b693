import { byteText } from "../foreign/byte_text.ts";
import { excerpt } from "../text/excerpt.ts";
import { formatAddress, parseAddress } from "../../hub/mod.ts";

/** The longest header that is accepted, in bytes. Those of proxies have 16 to some hundred. */
export const PROXY_HEADER_MAX_BYTES = 4_096;

/** The longest header of version 1, with its line end, in bytes (section 2.1). */
const LINE_MAX_BYTES = 107;

/** The signature of version 2 (section 2.2). */
const SIGNATURE = Uint8Array.of(13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10);
const FIXED_BYTES = 16;
const LOCAL = 0;
const PROXY = 1;
const INET = 1;
const INET6 = 2;

const LINE_START = Uint8Array.of(0x50, 0x52, 0x4f, 0x58, 0x59, 0x20);
const LINE = /^PROXY (?:(UNKNOWN)(?: .*)?|(TCP[46]) (\S+) (\S+) (\d{1,5}) (\d{1,5}))\r\n$/;

/** The result of looking at a connection's first bytes for a header of the PROXY protocol. */
export type ProxyHeader =
  /** The bytes begin no header. */
  | { readonly kind: "absent" }
  /** They begin one, and its end hasn't come. */
  | { readonly kind: "cut" }
  | { readonly kind: "malformed"; readonly mistake: string }
  /** The proxy tells no address: it speaks for itself, as in a health check, or doesn't know it. */
  | { readonly kind: "unknown"; readonly sizeBytes: number }
  | {
    readonly kind: "client";
    /** The client's address, in its one spelling. */
    readonly address: string;
    readonly port: number;
    readonly sizeBytes: number;
  };

const ABSENT: ProxyHeader = { kind: "absent" };
const CUT: ProxyHeader = { kind: "cut" };

/**
 * Reads a header of the PROXY protocol, version 1 or 2, by which a proxy tells the address of its
 * client in front of the client's own bytes
 * (https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt).
 *
 * @param bytes All bytes of the connection so far.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readProxyHeader } from "./proxy_header.ts";
 *
 * const bytes = new TextEncoder().encode("PROXY TCP4 192.0.2.7 10.0.0.1 4711 9000\r\nhello\n");
 * const sizeBytes = bytes.length - "hello\n".length;
 * assertEquals(readProxyHeader(bytes), { kind: "client", address: "192.0.2.7", port: 4711, sizeBytes });
 * assertEquals(readProxyHeader(bytes.subarray(0, 9)), { kind: "cut" });
 * ```
 */
export function readProxyHeader(bytes: Uint8Array): ProxyHeader {
  if (begins(bytes, SIGNATURE)) return bytes.length < FIXED_BYTES ? CUT : readBinary(bytes);
  if (begins(bytes, LINE_START)) return bytes.length < LINE_START.length ? CUT : readLine(bytes);
  return ABSENT;
}

/** True if the bytes begin with the sign, or may do so once more have come. */
function begins(bytes: Uint8Array, sign: Uint8Array): boolean {
  const known = Math.min(bytes.length, sign.length);
  for (let i = 0; i < known; i++) if (bytes[i] !== sign[i]) return false;
  return known > 0;
}

function readLine(bytes: Uint8Array): ProxyHeader {
  const head = byteText(bytes.subarray(0, LINE_MAX_BYTES));
  const end = head.indexOf("\n");
  if (end < 0) {
    return bytes.length < LINE_MAX_BYTES
      ? CUT
      : malformed(`its line has no end within ${LINE_MAX_BYTES} bytes`);
  }
  const sizeBytes = end + 1;
  const [, unknown, family, source, target, sourcePort, targetPort] =
    LINE.exec(head.slice(0, sizeBytes)) ?? [];
  if (unknown !== undefined) return { kind: "unknown", sizeBytes };
  const wantedBytes = family === "TCP4" ? 4 : 16;
  const address = family && addressIn(source, wantedBytes);
  const isWhole = address && addressIn(target, wantedBytes) !== undefined &&
    isPort(sourcePort) && isPort(targetPort);
  if (!isWhole) return malformed(`it reads ${excerpt(head.slice(0, end))}`);
  return { kind: "client", address, port: Number(sourcePort), sizeBytes };
}

/** Returns the one spelling of an address of a family; undefined for any other text. */
function addressIn(text: string, wantedBytes: number): string | undefined {
  // An IPv4 address within an IPv6 one counts as IPv4, and comes as TCP6 all the same.
  const isOfFamily = text.includes(":") === (wantedBytes === 16);
  const bytes = isOfFamily ? parseAddress(text) : undefined;
  return bytes && formatAddress(bytes);
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(text) && Number(text) <= 65_535;
}

function readBinary(bytes: Uint8Array): ProxyHeader {
  const version = bytes[12] >> 4;
  const command = bytes[12] & 0xf;
  const family = bytes[13] >> 4;
  const bodyBytes = bytes[14] << 8 | bytes[15];
  const sizeBytes = FIXED_BYTES + bodyBytes;
  if (version !== 2) return malformed(`its version is ${version}, and 1 and 2 are known`);
  if (command !== LOCAL && command !== PROXY) return malformed(`its command is ${command}`);
  if (sizeBytes > PROXY_HEADER_MAX_BYTES) {
    return malformed(`it has ${sizeBytes} bytes, and ${PROXY_HEADER_MAX_BYTES} is the limit`);
  }
  if (bytes.length < sizeBytes) return CUT;
  if (command === LOCAL || family !== INET && family !== INET6) {
    return { kind: "unknown", sizeBytes };
  }
  const addressBytes = family === INET ? 4 : 16;
  const portAt = FIXED_BYTES + 2 * addressBytes;
  if (sizeBytes < portAt + 4) return malformed(`it has ${bodyBytes} bytes of addresses`);
  const source = bytes.subarray(FIXED_BYTES, FIXED_BYTES + addressBytes);
  // The text is read again, since an IPv4 address within an IPv6 one has one spelling, too.
  const address = formatAddress(parseAddress(formatAddress(source)) ?? source);
  return { kind: "client", address, port: bytes[portAt] << 8 | bytes[portAt + 1], sizeBytes };
}

function malformed(mistake: string): ProxyHeader {
  return { kind: "malformed", mistake };
}
