import type { IncomingMessage } from "node:http";
import { canonicalAddress, isLoopback } from "../../../hub/mod.ts";
import { HttpError } from "./http_error.ts";

/** A request, taken apart. */
export interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The client's address, without port. */
  readonly address: string;
  /** True where it surely comes from this machine: a proxy on it speaks for others. */
  readonly isLocal: boolean;
  /** From `Authorization: Bearer`. */
  readonly token: string | undefined;
}

/**
 * @throws {HttpError} `bad-request` where the target is no path.
 */
export function readQuestion(request: IncomingMessage): Question {
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
  const address = canonicalAddress(request.socket.remoteAddress ?? "");
  const isForwarded = forwarded !== undefined || request.headers["x-forwarded-for"] !== undefined;
  return {
    method: request.method === "HEAD" ? "GET" : request.method ?? "GET",
    path: pathname,
    query: searchParams,
    address,
    isLocal: isLoopback(address) && !isForwarded,
    token: /^bearer +(\S+) *$/i.exec(authorization)?.[1],
  };
}

/** A room's name from a query, where its "#" may be left out, since URLs give it another meaning. */
export function roomOf(text: string): string {
  return text.startsWith("#") ? text : `#${text}`;
}

/**
 * A whole number of a query.
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
