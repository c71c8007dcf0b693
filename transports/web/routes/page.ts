import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PAGE_FILES } from "../../../web/mod.ts";
import { answer } from "../http/answer.ts";
import { isLocalName } from "../http/origin.ts";

/**
 * Only what this server itself serves may be loaded or run; nothing may frame it. `connect-src` names
 * the WebSocket since some browsers don't count it among 'self'.
 */
function policyFor(host: string | undefined): string {
  const isPlain = host !== undefined && /^[\w.:[\]-]+$/.test(host);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${isPlain ? ` ws://${host} wss://${host}` : ""}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/**
 * True where a browser may take the page's origin for trustworthy: with TLS, that of a proxy included,
 * or on this machine. Elsewhere it ignores an opener policy, and reports each one as an error.
 */
function isTrustworthy({ socket, headers }: IncomingMessage): boolean {
  if ("encrypted" in socket || headers["x-forwarded-proto"] === "https") return true;
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

/** Whether the page consists of this among others. */
export function isPageFile(path: string): boolean {
  return FILES.has(path);
}

/** Serves one of the page's files, or says that the browser has it already. */
export function getPageFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const { type, bytes, etag } = FILES.get(path)!;
  const headers = {
    "ETag": etag,
    // To be asked for each time, which the ETag makes cheap: a new server brings a new page.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": policyFor(request.headers.host),
    "X-Frame-Options": "DENY",
    ...(isTrustworthy(request) ? { "Cross-Origin-Opener-Policy": "same-origin" } : {}),
  };
  const isKnown = request.headers["if-none-match"]?.split(/, */).includes(etag);
  if (isKnown) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  answer(response, 200, { type, body: bytes, headers });
}
