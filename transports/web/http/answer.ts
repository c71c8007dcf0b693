import type { ServerResponse } from "node:http";
import type { HttpError } from "./http_error.ts";

/** Every answer carries these: a browser neither guesses its type nor frames it, and tells no other
 * site its address. */
const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

/** Answers with a body of a known type. */
export function answer(
  response: ServerResponse,
  status: number,
  { type, body, headers = {} }: {
    readonly type: string;
    readonly body: string | Uint8Array;
    readonly headers?: Readonly<Record<string, string>>;
  },
): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!response.hasHeader(name)) response.setHeader(name, value);
  }
  response.writeHead(status, {
    "Cache-Control": "no-store",
    ...headers,
    "Content-Type": type,
    "Content-Length": bytes.length,
  });
  response.end(response.req.method === "HEAD" ? undefined : bytes);
}

/** Answers with an object, or with its JSON. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: object | string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  answer(response, status, { type: "application/json", body: `${body}\n`, headers });
}

/** Answers with the same object that a refused peer gets on a connection. */
export function answerError(response: ServerResponse, error: HttpError): void {
  const { status, notice, headers } = error;
  // A refused client may still be sending its body, which must not be read as another request.
  const isLast = !response.req.complete || !response.shouldKeepAlive;
  answerJson(response, status, notice, withConnection(headers, isLast ? "close" : undefined));
}

/**
 * Adds the `Connection` header: the option `Upgrade` if that header is there (RFC 9110 section 7.8),
 * and `close` if the connection ends after the answer (RFC 9112 section 9.6).
 *
 * @param end Undefined: the connection may live on.
 */
export function withConnection(
  headers: Readonly<Record<string, string>>,
  end: "close" | undefined,
): Readonly<Record<string, string>> {
  const options = [
    ...(end !== undefined ? [end] : headers.Connection !== undefined ? [headers.Connection] : []),
    ...(headers.Upgrade !== undefined ? ["Upgrade"] : []),
  ];
  return options.length === 0 ? headers : { ...headers, Connection: options.join(", ") };
}
