import type { IncomingMessage } from "node:http";
import { isLoopback } from "../../../hub/mod.ts";
import type { WebClient } from "../../proxies/web_client.ts";
import { HttpError } from "./http_error.ts";

/** The parts of a request that routes read. */
export interface ParsedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The client's address, without port. */
  readonly address: string;
  /** The client's address as a log shows it. */
  readonly remote: string;
  /** True if the client's own connection has TLS, here or in a trusted proxy. */
  readonly isSecure: boolean;
  /** True if the request surely comes from this machine, and not through a proxy on it. */
  readonly isLocal: boolean;
  /** From `Authorization: Bearer`. */
  readonly token: string | undefined;
}

/**
 * Parses a request's target and the headers that routes need.
 *
 * @throws {HttpError} `bad-request` if the target is no path.
 */
export function parseRequest(
  request: IncomingMessage,
  { address, remote, isSecure }: WebClient,
): ParsedRequest {
  const target = request.url ?? "/";
  if (!target.startsWith("/") || !URL.canParse(`http://hub${target}`)) {
    throw new HttpError(
      400,
      "bad-request",
      "The request's target is neither a path like /messages nor a URL with one.",
    );
  }
  const { pathname, searchParams } = new URL(`http://hub${target}`);
  const { authorization = "", forwarded } = request.headers;
  const isForwarded = forwarded !== undefined ||
    request.headers["x-forwarded-for"] !== undefined;
  return {
    method: request.method === "HEAD" ? "GET" : request.method ?? "GET",
    path: pathname,
    query: searchParams,
    address,
    remote,
    isSecure,
    isLocal: isLoopback(address) && !isForwarded,
    token: tokenIn(authorization),
  };
}

/**
 * Returns the token of `Authorization: Bearer`. RFC 6750 has ASCII without spaces there, but a hub's
 * token may be a sentence in any language, whose UTF-8 curl and the page send as it is.
 */
function tokenIn(authorization: string): string | undefined {
  const token = /^bearer +(\S.*?) *$/i.exec(authorization)?.[1];
  // Node hands out each byte of a header as one character.
  return token && new TextDecoder().decode(Uint8Array.from(token, (char) => char.charCodeAt(0)));
}

/** Returns a room's name from a query. The "#" may be left out, since in a URL it begins the fragment. */
export function roomOf(text: string): string {
  return text.startsWith("#") ? text : `#${text}`;
}

/**
 * Returns a whole number of a query; undefined if it is absent.
 *
 * @throws {HttpError} `bad-query`.
 */
export function integerOf(
  query: URLSearchParams,
  key: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const text = query.get(key);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= min && value <= max) return value;
  throw new HttpError(
    400,
    "bad-query",
    `"${key}" is a whole number from ${min} to ${max}; not "${text.slice(0, 40)}".`,
  );
}
