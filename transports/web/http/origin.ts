import { isLoopback } from "../../../hub/mod.ts";
import { HttpError } from "./http_error.ts";

/** The headers by which a browser names the page that makes a request. */
export interface OriginHeaders {
  /** `Origin`: absent if no page asks, or if a page of the same origin only reads. */
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`: says how foreign a page is that sends no `Origin`, as for an image. */
  readonly site?: string | undefined;
}

/**
 * Decides which sites' pages may use the web port. A browser sends cookies nowhere here, but it sits inside
 * the visitor's network: without this check any page could join in the visitor's name (RFC 6455
 * section 10.2).
 */
export class Origins {
  readonly #allowed: ReadonlySet<string>;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #allowsAll: boolean;
  readonly #isLocal: boolean;

  /**
   * @param allowed As browsers write them; `*` allows all.
   * @param hostname The address that the port listens on. On loopback, only loopback's names are ours:
   * otherwise a foreign name that resolves to 127.0.0.1 would pass as our host (DNS rebinding).
   */
  constructor(allowed: readonly string[], hostname: string) {
    this.#allowed = new Set(allowed);
    this.#allowsAll = this.#allowed.has("*");
    const named = allowed.filter((origin) => origin !== "*");
    this.#allowedHosts = new Set(named.map((origin) => new URL(origin).host));
    this.#isLocal = isLoopback(hostname);
  }

  /**
   * Passes requests of allowed pages, and of clients that aren't browsers.
   *
   * @throws {HttpError} `origin-not-allowed`, if a foreign page asks.
   */
  check({ origin, host, site }: OriginHeaders): void {
    if (this.#allowsAll || origin !== undefined && this.#allowed.has(origin)) return;
    if (!this.isOwnHost(host)) throw refusal(`Requests for ${host?.slice(0, 100)}`);
    const isForeign = origin === undefined
      ? site === "cross-site" || site === "same-site"
      : !isSameHost(origin, host);
    if (isForeign) throw refusal(`Pages of ${origin?.slice(0, 100) ?? "another site"}`);
  }

  /** True if the operator listed this origin; its pages may also read the answers. */
  isListed(origin: string): boolean {
    return this.#allowsAll || this.#allowed.has(origin);
  }

  /** True if a `Host` header holds a name of this server. A port that isn't on loopback accepts any name. */
  isOwnHost(host: string | undefined): boolean {
    if (!this.#isLocal || this.#allowsAll || host === undefined) return true;
    if (!URL.canParse(`http://${host}`)) return false;
    return isLocalName(new URL(`http://${host}`).hostname) || this.#allowedHosts.has(host);
  }
}

function isSameHost(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  // A URL writes a host in lower case and without the scheme's default port.
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}

/** True for a loopback address and for a name that means only loopback (RFC 6761 section 6.3), both as
 * a URL writes them. */
export function isLocalName(hostname: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === "[::1]" ||
    hostname === "localhost" || hostname.endsWith(".localhost");
}

function refusal(who: string): HttpError {
  return new HttpError(
    403,
    "origin-not-allowed",
    `${who} may not use this hub: whoever runs it can allow a site with --allow-origin.`,
  );
}
