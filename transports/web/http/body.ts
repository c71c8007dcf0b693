import type { IncomingMessage } from "node:http";
import { MESSAGE_MAX_BYTES } from "../../../hub/mod.ts";
import { chunksOf, Deadline } from "./body_chunks.ts";
import { HttpError } from "./http_error.ts";

/**
 * Reads a request's body, which may be as long as a message.
 *
 * @param timeoutMs Longest time for the whole body, in milliseconds.
 * @param maxBytes Longest body, in bytes. Default: that of a message.
 * @throws {HttpError} `message-too-large`, as soon as that is known; `bad-request` if the body breaks off,
 * `request-timeout`.
 */
export async function readBody(
  request: IncomingMessage,
  timeoutMs: number,
  maxBytes: number = MESSAGE_MAX_BYTES,
): Promise<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const bytes = new Uint8Array(maxBytes);
  let sizeBytes = 0;
  const deadline = new Deadline();
  deadline.set(timeoutMs, "The request took too long.");
  try {
    for await (const chunk of chunksOf(request, deadline)) {
      if (sizeBytes + chunk.length > maxBytes) throw tooLarge(maxBytes);
      bytes.set(chunk, sizeBytes);
      sizeBytes += chunk.length;
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "bad-request", "The request's body broke off: send all of it.");
  } finally {
    deadline.clear();
  }
  return bytes.subarray(0, sizeBytes);
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(
    413,
    "message-too-large",
    `A message is at most ${maxBytes} bytes here: split it.`,
    { Connection: "close" },
  );
}
