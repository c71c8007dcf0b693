import { closeSync, openSync } from "node:fs";
import type { Server } from "node:net";
import type { Context } from "../context.ts";

/** A listener of Node's recovers within so long, in milliseconds. */
const REARM_EVERY_MS = 1_000;

/** The handle that Deno's `node:net` has behind a server that listens. */
interface ListeningHandle {
  listen?(backlog: number): number;
}

/** Node's own default. */
const BACKLOG = 511;

/**
 * Keeps a listener of Node's accepting connections, until the function that it returns is called.
 *
 * Deno 2.9.6 never looks at such a listener again once `accept` has failed, say for lack of a file
 * descriptor, and tells nobody (`poll_tcp_handle` of its `uv_compat` registers no waker then). So it
 * is asked once a second to look: its `listen` does that, and nothing else for a socket that listens
 * already. Nor does it say what failed, so that is tried out, as far as the permissions allow.
 */
export function keepAccepting(
  server: Server,
  { shortage, now }: Pick<Context, "shortage" | "now">,
): () => void {
  const { _handle } = server as unknown as { readonly _handle: ListeningHandle | null };
  // A later Deno may tell what failed, as Node does.
  server.on("error", (error) => shortage.failed(error, now()));
  const timer = setInterval(() => {
    const error = descriptorError();
    if (error !== undefined) shortage.failed(error, now());
    _handle?.listen?.(BACKLOG);
  }, REARM_EVERY_MS);
  return () => clearInterval(timer);
}

/** The error for a lack of descriptors; undefined while a file can be opened. */
function descriptorError(): unknown {
  try {
    closeSync(openSync(".", "r"));
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === "EMFILE" || code === "ENFILE") return error;
  }
  return undefined;
}
