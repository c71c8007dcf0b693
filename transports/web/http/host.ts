import type { IncomingMessage } from "node:http";
import { HttpError } from "./http_error.ts";

/**
 * Returns the refusal of a request that names no host, or more than one: a proxy in front may have read
 * another one (RFC 9112 section 3.2). A request of HTTP/1.0 needs none.
 */
export function hostRefusal(
  { rawHeaders, httpVersion }: IncomingMessage,
): HttpError | undefined {
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const count = names.filter((name) => name.toLowerCase() === "host").length;
  if (count === 1 || count === 0 && httpVersion === "1.0") return undefined;
  const what = count === 0 ? "no Host header" : "more than one Host header";
  return new HttpError(400, "bad-request", `The request has ${what}: send one.`, {
    Connection: "close",
  });
}
