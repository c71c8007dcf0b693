import type { IncomingMessage } from "node:http";
import { chunksOf, Deadline } from "../../http/body_chunks.ts";
import { asBrokenOff } from "./file_post.ts";

/**
 * Reads the body of a request that brings files, no faster than `take` takes the chunks.
 *
 * @param idleTimeoutMs Longest time without a byte, in milliseconds.
 * @param take Takes a chunk, whose bytes may be used again afterwards.
 * @param interrupted Ends the body before its time when it is aborted, with its reason.
 * @throws {ChatError | HttpError} What `take` throws, `request-timeout`, or `bad-request` if the body
 * breaks off.
 */
export async function readFileBody(
  request: IncomingMessage,
  idleTimeoutMs: number,
  take: (chunk: Uint8Array) => Promise<void>,
  interrupted?: AbortSignal,
): Promise<void> {
  const sentence = `The file's next bytes didn't come within ${idleTimeoutMs} ms: send it again.`;
  const deadline = new Deadline();
  deadline.set(idleTimeoutMs, sentence);
  const interrupt = () => deadline.fail(interrupted!.reason);
  interrupted?.addEventListener("abort", interrupt, { once: true });
  try {
    for await (const chunk of chunksOf(request, deadline)) {
      deadline.clear();
      await take(chunk);
      interrupted?.throwIfAborted();
      deadline.set(idleTimeoutMs, sentence);
    }
  } catch (error) {
    throw asBrokenOff(error);
  } finally {
    deadline.clear();
    interrupted?.removeEventListener("abort", interrupt);
  }
}
