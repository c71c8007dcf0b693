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
  const { status, code, message: msg, headers } = error;
  // Whoever is refused may still be sending: nothing of that is taken for another request.
  const isUnread = !response.req.complete;
  const notice = { name: "server", msg, event: "error", error: code };
  answerJson(response, status, notice, { ...headers, ...(isUnread && { Connection: "close" }) });
}
