import type { IncomingMessage } from "node:http";

/**
 * Brings a request whose target is an absolute URL, as a client of a proxy sends it, to the form of
 * all others: the path as target, and the URL's host in place of the header's (RFC 9112 section
 * 3.2.2). Other targets stay as they are.
 */
export function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? "/";
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return;
  const { host, username, password, pathname, search } = new URL(target);
  // A name and a password in it disguise where a link leads (RFC 9110 section 4.2.4).
  if (username !== "" || password !== "") return;
  request.url = `${pathname}${search}`;
  request.headers.host = host;
}
