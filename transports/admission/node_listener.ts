import { closeSync, openSync } from "node:fs";
import type { Server } from "node:net";
import type { Context } from "../context.ts";

/** A listener of Node recovers within this time, in milliseconds. */
const REARM_EVERY_MS = 1_000;

/** The handle behind a listening server of Deno's `node:net`. */
interface ListeningHandle {
  listen?(backlog: number): number;
}

/** Node's default. */
const BACKLOG = 511;

/**
 * Makes a listener of Node accept connections after a failure, until the returned function is called.
 *
 * Deno 2.9.6 never polls such a listener again once `accept` has failed, say for lack of a file
 * descriptor, and reports nothing (`poll_tcp_handle` of its `uv_compat` registers no waker then). A
 * call of `listen` once a second makes Deno poll, and does nothing else to a listening socket. Opening
 * a file shows if descriptors are missing, as far as the permissions allow.
 */
export function keepAccepting(
  server: Server,
  { shortage, now }: Pick<Context, "shortage" | "now">,
): () => void {
  const { _handle } = server as unknown as { readonly _handle: ListeningHandle | null };
  // A later Deno may report the failure, as Node does.
  server.on("error", (error) => shortage.failed(error, now()));
  const timer = setInterval(() => {
    const error = descriptorError();
    if (error !== undefined) shortage.failed(error, now());
    _handle?.listen?.(BACKLOG);
  }, REARM_EVERY_MS);
  return () => clearInterval(timer);
}

/** Returns the error for a lack of descriptors; undefined while a file can be opened. */
function descriptorError(): unknown {
  try {
    closeSync(openSync(".", "r"));
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === "EMFILE" || code === "ENFILE") return error;
  }
  return undefined;
}
