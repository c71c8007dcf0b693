import { isLoopback } from "../admission.ts";

/** What an origin check looks at. */
export interface OriginQuestion {
  /** The `Origin` header: absent where no browser asks. */
  readonly origin: string | undefined;
  readonly host: string | undefined;
}

/**
 * Which sites' pages may use the web port. A browser sends cookies nowhere here, but it sits inside
 * the visitor's network: without this check any page could join in the visitor's name (RFC 6455
 * section 10.2).
 */
export class Origins {
  readonly #allowed: ReadonlySet<string>;
  readonly #isLocal: boolean;

  /**
   * @param allowed As browsers write them; `*` allows all.
   * @param hostname Where the port listens. On loopback only loopback's own names count as the same
   * host: else a foreign name that resolves to 127.0.0.1 would pass (DNS rebinding).
   */
  constructor(allowed: readonly string[], hostname: string) {
    this.#allowed = new Set(allowed);
    this.#isLocal = isLoopback(hostname);
  }

  allows({ origin, host }: OriginQuestion): boolean {
    if (origin === undefined) return true;
    return this.isListed(origin) || this.#isSameHost(origin, host);
  }

  /** Whether an operator named it; then its pages may also read what is answered. */
  isListed(origin: string): boolean {
    return this.#allowed.has("*") || this.#allowed.has(origin);
  }

  #isSameHost(origin: string, host: string | undefined): boolean {
    if (host === undefined || !URL.canParse(origin)) return false;
    const page = new URL(origin);
    if (page.host !== defaultPortCut(host, page.protocol)) return false;
    return !this.#isLocal || isLocalName(page.hostname);
  }
}

/** A `Host` header as `URL` writes a host: in lower case, without the scheme's own port. */
function defaultPortCut(host: string, protocol: string): string {
  return URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : host;
}

function isLocalName(hostname: string): boolean {
  return isLoopback(hostname) || hostname === "[::1]" || hostname.endsWith(".localhost");
}
