import type { IncomingMessage } from "node:http";

/**
 * Changes an absolute URL as target, as a client of a proxy sends it, to the path, and takes the URL's
 * host in place of the header's (RFC 9112 section 3.2.2). Other targets stay unchanged.
 */
export function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? "/";
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return;
  const { host, username, password, pathname, search } = new URL(target);
  // A user name in a URL can disguise its host (RFC 9110 section 4.2.4).
  if (username !== "" || password !== "") return;
  request.url = `${pathname}${search}`;
  request.headers.host = host;
}
