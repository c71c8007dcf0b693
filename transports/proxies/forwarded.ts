import { formatAddress, parseAddress } from "../../hub/mod.ts";

/** One step of a request on its way, as the proxy that took it tells. */
export interface Hop {
  /** The node that sent the request to the proxy, as it is written. */
  readonly text: string;
  /** Its address, in its one spelling; undefined if the text holds none. */
  readonly address: string | undefined;
  /** The scheme of its request; undefined if the proxy doesn't tell. */
  readonly proto: string | undefined;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PAIR = new RegExp(`^[ \\t]*(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*(;|,|$)`);
const EMPTY = /^[ \t]*(;|,)/;

/** An address, with or without a port; IPv6 with a port stands in brackets (RFC 7239 section 6). */
const NODE = /^(?:\[([^\]]*)\](?::\w+)?|(\d+(?:\.\d+){3})(?::\w+)?|([\da-fA-F:.]+))$/;

/**
 * Parses the header `Forwarded` (RFC 7239 section 4). The first hop is that of the client.
 *
 * @returns Undefined if it breaks the rules.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseForwarded } from "./forwarded.ts";
 *
 * const [hop] = parseForwarded('For="[2001:DB8::7]:4711";proto=https')!;
 * assertEquals([hop.address, hop.proto], ["2001:db8::7", "https"]);
 * ```
 */
export function parseForwarded(header: string): readonly Hop[] | undefined {
  const hops: Hop[] = [];
  let pairs = new Map<string, string>();
  let rest = header;
  const endHop = () => {
    if (pairs.size > 0) hops.push(hopOf(pairs.get("for") ?? "unknown", pairs.get("proto")));
    pairs = new Map();
  };
  while (/[^ \t]/.test(rest)) {
    const pair = PAIR.exec(rest);
    const [whole, end] = pair === null ? EMPTY.exec(rest) ?? [] : [pair[0], pair[4]];
    if (whole === undefined) return undefined;
    if (pair !== null) {
      const [, name, token, quoted = ""] = pair;
      const key = name.toLowerCase();
      // No parameter may come twice in an element.
      if (pairs.has(key)) return undefined;
      pairs.set(key, token ?? quoted.replaceAll(/\\(.)/g, "$1"));
    }
    if (end === ",") endHop();
    rest = rest.slice(whole.length);
  }
  endHop();
  return hops;
}

/** Parses the header `X-Forwarded-For`: addresses with commas between them, that of the client first. */
export function parseForwardedFor(header: string): readonly Hop[] {
  return header.split(",").map((text) => text.trim()).filter((text) => text !== "")
    .map((text) => hopOf(text, undefined));
}

function hopOf(text: string, proto: string | undefined): Hop {
  const [, bracketed, ipv4, bare] = NODE.exec(text) ?? [];
  const bytes = parseAddress(bracketed ?? ipv4 ?? bare ?? "");
  return {
    text,
    address: bytes && formatAddress(bytes),
    proto: proto?.toLowerCase(),
  };
}
