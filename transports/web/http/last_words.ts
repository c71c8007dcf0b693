import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { withConnection } from "./answer.ts";
import { HttpError } from "./http_error.ts";

/** How long the other side may take to end a connection that we have ended, in milliseconds. */
export const FINISH_MAX_MS = 1_000;

/**
 * Answers what no request can be made of, and ends the connection: what follows can't be trusted.
 *
 * @param tcpPort The port that other clients may have meant; undefined where TCP is off.
 */
export function refuseGarbage(
  error: Error & { code?: string },
  socket: Duplex,
  tcpPort: number | undefined,
): void {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return endWith(socket, new HttpError(408, "request-timeout", "The request took too long."));
  }
  if (error.code === "HPE_HEADER_OVERFLOW") {
    return endWith(socket, new HttpError(431, "bad-request", "The headers are too long."));
  }
  const cure = tcpPort === undefined
    ? "This is the web port."
    : `This is the web port; TCP listens on port ${tcpPort}.`;
  endWith(socket, new HttpError(400, "bad-request", `That is no valid HTTP/1.1 request. ${cure}`));
}

/** Writes a whole response past the parser, which has no response for this, and ends. */
export function endWith(socket: Duplex, { status, notice, headers }: HttpError): void {
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
  // What is still coming is thrown away: a close with something unread would reset the connection,
  // and the other side lose the answer by that.
  const timer = setTimeout(() => socket.destroy(), FINISH_MAX_MS);
  socket.once("close", () => clearTimeout(timer));
  socket.resume();
}

/** The refusal of a connection without TLS. */
export function tlsNeeded(): HttpError {
  return new HttpError(426, "bad-request", "This port takes TLS only: use https:// or wss://.", {
    Upgrade: "TLS/1.2",
  });
}
