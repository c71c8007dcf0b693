import { isLoopback } from "../../../hub/mod.ts";
import { HttpError } from "./http_error.ts";

/** The headers that tell on whose behalf a browser asks. */
export interface OriginQuestion {
  /** `Origin`: absent where no page asks, or one of the same origin only reads. */
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** `Sec-Fetch-Site`: what a browser says of pages that send no `Origin`, as for an image. */
  readonly site?: string | undefined;
}

/**
 * Which sites' pages may use the web port. A browser sends cookies nowhere here, but it sits inside
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
   * @param hostname Where the port listens. On loopback only loopback's own names are ours: else a
   * foreign name that resolves to 127.0.0.1 would pass for the same host (DNS rebinding).
   */
  constructor(allowed: readonly string[], hostname: string) {
    this.#allowed = new Set(allowed);
    this.#allowsAll = this.#allowed.has("*");
    const named = allowed.filter((origin) => origin !== "*");
    this.#allowedHosts = new Set(named.map((origin) => new URL(origin).host));
    this.#isLocal = isLoopback(hostname);
  }

  /**
   * @throws {HttpError} `origin-not-allowed`, where a foreign page asks.
   */
  check({ origin, host, site }: OriginQuestion): void {
    if (this.#allowsAll || origin !== undefined && this.#allowed.has(origin)) return;
    if (!this.isOwnHost(host)) throw refusal(`Requests for ${host?.slice(0, 100)}`);
    const isForeign = origin === undefined
      ? site === "cross-site" || site === "same-site"
      : !isSameHost(origin, host);
    if (isForeign) throw refusal(`Pages of ${origin?.slice(0, 100) ?? "another site"}`);
  }

  /** Whether an operator named it; then its pages may also read what is answered. */
  isListed(origin: string): boolean {
    return this.#allowsAll || this.#allowed.has(origin);
  }

  /** Whether this name of the server, of a `Host` header, isn't somebody else's. */
  isOwnHost(host: string | undefined): boolean {
    if (!this.#isLocal || this.#allowsAll || host === undefined) return true;
    if (!URL.canParse(`http://${host}`)) return false;
    return isLocalName(new URL(`http://${host}`).hostname) || this.#allowedHosts.has(host);
  }
}

function isSameHost(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  // As URLs write a host: in lower case, without the scheme's own port.
  const own = `${page.protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === page.host;
}

/** True for a loopback address, or a name of nothing else (RFC 6761 section 6.3), in a URL's form. */
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
