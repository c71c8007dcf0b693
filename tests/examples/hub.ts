import { ListenError } from "../../server/listen_error.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

/** Starts a hub in this process whose TCP and UDP ports have one number, as documents have them. */
export async function startHub(flags: readonly string[] = []): Promise<TestServer> {
  for (;;) {
    const port = `${freePort()}`;
    try {
      return await startTestServer(["--tcp", port, "--udp", port, "--trace", ...flags]);
    } catch (error) {
      // Free for TCP, but not for UDP.
      if (!(error instanceof ListenError)) throw error;
    }
  }
}

/** A TCP port that nobody has. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
