import { isLoopback } from "../hub/mod.ts";

/** The facts by which others find the web port. */
export interface PublicUrlOptions {
  /** The operator's own word; undefined: there is none. */
  readonly given: string | undefined;
  /** Each listener, like `web http://0.0.0.0:8080/`. */
  readonly addresses: readonly string[];
  /** This machine's address in its network; undefined where none is known. */
  readonly reachable: string | undefined;
}

/**
 * Returns the address of the web port as others reach it, without a slash at the end; empty where there
 * is no web port.
 */
export function publicUrlOf({ given, addresses, reachable }: PublicUrlOptions): string {
  if (given !== undefined) return given;
  const web = addresses.find((address) => address.startsWith("web "))?.slice("web ".length);
  if (web === undefined) return "";
  const url = new URL(web);
  const isAny = url.hostname === "0.0.0.0" || url.hostname === "[::]";
  if (isAny && !isLoopback(url.hostname)) url.hostname = reachable ?? "localhost";
  return url.href.replace(/\/$/, "");
}
