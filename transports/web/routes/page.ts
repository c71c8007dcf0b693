import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PAGE_FILES } from "../../../web/mod.ts";
import { answer } from "../http/answer.ts";
import { isLocalName } from "../http/origin.ts";
import type { ParsedRequest } from "../http/parsed_request.ts";

/**
 * Returns the Content-Security-Policy: the page loads and runs only files of this server, and no page
 * may frame it. `connect-src` names the WebSocket, since some browsers don't count it among 'self', and
 * the other nodes, to which the page goes when this one is gone.
 */
function policyFor(host: string | undefined, nodes: readonly string[]): string {
  const isPlain = host !== undefined && /^[\w.:[\]-]+$/.test(host);
  const sources = [
    ...(isPlain ? [`ws://${host}`, `wss://${host}`] : []),
    ...new Set(nodes.flatMap(sourcesOf)),
  ];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "media-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...sources].join(" "),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/** Returns the WebSocket's and the HTTP origin of an address like `ws://host:8080/ws`. */
function sourcesOf(address: string): string[] {
  const { protocol, host } = new URL(address);
  return [`${protocol}//${host}`, `${protocol === "wss:" ? "https" : "http"}://${host}`];
}

/**
 * True if a browser may treat the page's origin as trustworthy: with TLS, a trusted proxy's TLS included, or on
 * this machine. Elsewhere a browser ignores an opener policy, and reports each as an error.
 */
function isTrustworthy({ headers }: IncomingMessage, isSecure: boolean): boolean {
  if (isSecure) return true;
  const url = `http://${headers.host}`;
  return URL.canParse(url) && isLocalName(new URL(url).hostname);
}

interface StaticFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly etag: string;
}

const FILES: ReadonlyMap<string, StaticFile> = new Map(
  Object.entries(PAGE_FILES).map(([path, { contentType, body }]) => {
    const bytes = new TextEncoder().encode(body);
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    return [path, { type: contentType, bytes, etag }];
  }),
);

/** True if the path is that of a file of the page. */
export function isPageFile(path: string): boolean {
  return FILES.has(path);
}

/**
 * Serves one of the page's files, or answers 304 if the browser has it already.
 *
 * @param nodes Addresses of the WebSockets of other nodes, to which the page may go.
 */
export function getPageFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, isSecure }: ParsedRequest,
  nodes: readonly string[],
): void {
  const { type, bytes, etag } = FILES.get(path)!;
  const headers = {
    "ETag": etag,
    // The browser asks each time, which the ETag makes cheap: a new server brings a new page.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": policyFor(request.headers.host, nodes),
    "X-Frame-Options": "DENY",
    ...(isTrustworthy(request, isSecure) ? { "Cross-Origin-Opener-Policy": "same-origin" } : {}),
  };
  const isKnown = request.headers["if-none-match"]?.split(/, */).includes(etag);
  if (isKnown) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  answer(response, 200, { type, body: bytes, headers });
}
