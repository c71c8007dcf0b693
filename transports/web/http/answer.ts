import type { ServerResponse } from "node:http";
import type { HttpError } from "./http_error.ts";

/** What every answer carries: nobody guesses its type, frames it or learns where it came from. */
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
  // Whoever is refused may still be sending: nothing of that is taken for another request.
  const isLast = !response.req.complete || !response.shouldKeepAlive;
  answerJson(response, status, notice, withConnection(headers, isLast ? "close" : undefined));
}

/**
 * Adds what an answer's headers say of its connection: with `Upgrade` the option of that name
 * (RFC 9110 section 7.8), and whether the connection ends behind the answer (RFC 9112 section 9.6).
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
