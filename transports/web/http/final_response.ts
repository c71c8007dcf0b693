import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { withConnection } from "./answer.ts";
import { HttpError } from "./http_error.ts";

/** The time for the other side to end a connection that we have ended, in milliseconds. */
export const FINISH_MAX_MS = 1_000;

/**
 * Answers bytes that are no HTTP request, and ends the connection, since the parser can't find where
 * the next request begins.
 *
 * @param tcpPort The port that other clients may have meant; undefined where TCP is off.
 */
export function refuseMalformed(
  error: Error & { code?: string },
  socket: Duplex,
  tcpPort: number | undefined,
): void {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return endWithError(
      socket,
      new HttpError(408, "request-timeout", "The request took too long."),
    );
  }
  if (error.code === "HPE_HEADER_OVERFLOW") {
    return endWithError(socket, new HttpError(431, "bad-request", "The headers are too long."));
  }
  const cure = tcpPort === undefined
    ? "This is the web port."
    : `This is the web port; TCP listens on port ${tcpPort}.`;
  endWithError(
    socket,
    new HttpError(400, "bad-request", `That is no valid HTTP/1.1 request. ${cure}`),
  );
}

/** Writes a whole error response to a socket that has no `ServerResponse`, and ends the connection. */
export function endWithError(socket: Duplex, { status, notice, headers }: HttpError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${JSON.stringify(notice)}\n`;
  const more = Object.entries(withConnection(headers, "close"))
    .map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${more.join("")}` +
      "Content-Type: application/json\r\n" +
      `Content-Length: ${new TextEncoder().encode(body).length}\r\n\r\n${body}`,
  );
  // Bytes that still come are read and dropped: closing with unread bytes resets the connection, and
  // the reset can destroy the answer before the other side reads it.
  const timer = setTimeout(() => socket.destroy(), FINISH_MAX_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}

/** Returns the refusal of a connection without TLS. */
export function tlsRequired(): HttpError {
  return new HttpError(426, "bad-request", "This port takes TLS only: use https:// or wss://.", {
    Upgrade: "TLS/1.2",
  });
}
