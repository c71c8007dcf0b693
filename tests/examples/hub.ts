import { ListenError } from "../../server/listen_error.ts";
import { freePort } from "../support/network/free_port.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

/** Starts a hub in this process with one number for its TCP and its UDP port, as documents have it. */
export async function startHub(flags: readonly string[] = []): Promise<TestServer> {
  for (;;) {
    const port = `${freePort()}`;
    try {
      return await startTestServer(["--tcp", port, "--udp", port, "--trace", ...flags]);
    } catch (error) {
      // The port is free for TCP, but not for UDP.
      if (!(error instanceof ListenError)) throw error;
    }
  }
}
