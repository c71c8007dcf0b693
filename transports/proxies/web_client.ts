import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { canonicalAddress } from "../../hub/mod.ts";
import { type Hop, parseForwarded, parseForwardedFor } from "./forwarded.ts";
import type { TrustedProxies } from "./trusted_proxies.ts";

/** The client of one HTTP request or WebSocket. */
export interface WebClient {
  /** The address, without port. */
  readonly address: string;
  /** The address as a log shows it: with its port, or with the proxy. */
  readonly remote: string;
  /** True if a trusted proxy sent the request. */
  readonly isProxied: boolean;
  /** True if the client's own connection has TLS, here or in a trusted proxy. */
  readonly isSecure: boolean;
}

/** The headers of a trusted proxy can't be believed. The message says why, in one sentence. */
export class ForwardedError extends Error {
  override readonly name = "ForwardedError";
}

/**
 * Returns the client of a request: the other side of the connection, or, if that is a trusted proxy,
 * the client that its headers `Forwarded` (RFC 7239) or `X-Forwarded-For` name. Each proxy appends the
 * address that it saw, so the last address that is no trusted proxy's is the client's; those before it
 * are the client's own words.
 *
 * @throws {ForwardedError} The proxy's headers contradict each other, or break the rules.
 */
export function webClientOf(
  { headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
  proxies: TrustedProxies,
): WebClient {
  const peer = canonicalAddress(socket.remoteAddress ?? "");
  const remote = `${peer}:${socket.remotePort ?? 0}`;
  const isSecure = "encrypted" in socket;
  if (!proxies.trusts(peer)) return { address: peer, remote, isProxied: false, isSecure };
  const told = hopsOf(headers).map((hops) => originOf(hops, peer, proxies));
  const [origin, other] = told;
  // A proxy that writes one of the two passes the other on as its client sent it.
  if (other !== undefined && origin.address !== other.address) {
    throw new ForwardedError(
      `The proxy ${peer} sent X-Forwarded-For and Forwarded, which name two clients: let it drop the header that it doesn't write itself.`,
    );
  }
  const address = origin?.address ?? peer;
  return {
    address,
    remote: address === peer ? remote : `${address} by way of ${remote}`,
    isProxied: true,
    isSecure: isSecure || protoOf(headers, told) === "https",
  };
}

/** Returns the hops of each of the two headers that is there. */
function hopsOf(headers: IncomingHttpHeaders): readonly (readonly Hop[])[] {
  const { forwarded } = headers;
  const forwardedFor = textOf(headers["x-forwarded-for"]);
  const found: (readonly Hop[])[] = [];
  if (forwardedFor !== undefined) found.push(parseForwardedFor(forwardedFor));
  if (forwarded !== undefined) {
    const hops = parseForwarded(forwarded);
    if (hops === undefined) {
      throw new ForwardedError("The header Forwarded isn't one of RFC 7239.");
    }
    found.push(hops);
  }
  return found;
}

interface HopOrigin {
  readonly address: string;
  readonly proto: string | undefined;
}

function originOf(hops: readonly Hop[], peer: string, proxies: TrustedProxies): HopOrigin {
  let nearest: HopOrigin = { address: peer, proto: undefined };
  for (const { text, address, proto } of hops.toReversed()) {
    if (address === undefined) {
      // These words say that the proxy doesn't tell (RFC 7239 sections 6.2 and 6.3).
      if (/^(?:unknown|_[\w.-]+)$/i.test(text)) return { ...nearest, proto };
      throw new ForwardedError(
        `The proxy ${nearest.address} told "${
          text.slice(0, 40)
        }" as the address of a client, and that is none.`,
      );
    }
    nearest = { address, proto };
    if (!proxies.trusts(address)) break;
  }
  return nearest;
}

function protoOf(headers: IncomingHttpHeaders, told: readonly HopOrigin[]): string | undefined {
  const text = textOf(headers["x-forwarded-proto"])?.split(",")[0].trim().toLowerCase();
  return text ?? told.find(({ proto }) => proto !== undefined)?.proto;
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === "string" ? header : header?.join(",");
}
