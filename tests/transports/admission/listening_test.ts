import { assertEquals, assertRejects } from "@std/assert";
import { temporaryPath } from "../../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS, socketTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { ListenError } from "../../../server/listen_error.ts";
import { startTestServer } from "../../support/server/test_server.ts";

const withPython = missing(PROCESS_PERMISSIONS) ??
  notInstalled("python3");

/** Takes a port below those that the kernel gives out, so that nobody else has TCP's of that number. */
function takeUdpPort(): { taken: Deno.DatagramConn; port: number } {
  for (;;) {
    const port = 20_000 + Math.floor(10_000 * Math.random());
    try {
      const taken = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port });
      return { taken, port };
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

socketTest("no listener is left open if one of them can't be opened", async () => {
  const { taken, port } = takeUdpPort();
  const path = temporaryPath("left.sock");
  await assertRejects(
    () => startTestServer(["--tcp", `${port}`, "--udp", `${port}`, "--unix", path]),
    ListenError,
    `udp 127.0.0.1:${port} is in use`,
  );
  // The TCP port of the same number was taken before that, and is free again.
  Deno.listen({ hostname: "127.0.0.1", port }).close();
  taken.close();
});

gatedTest("a socket file that a dead server left behind is replaced", withPython, async () => {
  const path = temporaryPath("stale.sock");
  const script = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";
  await new Deno.Command("python3", { args: ["-c", script, path] }).output();
  assertEquals((await Deno.lstat(path)).isSocket, true);
  await using server = await startTestServer(["--unix", path]);
  assertEquals(server.server.transports.map(({ address }) => address), [`unix ${path}`]);
});

socketTest("a socket file on which somebody listens is left alone", async () => {
  const path = temporaryPath("live.sock");
  await using _first = await startTestServer(["--unix", path]);
  await assertRejects(
    () => startTestServer(["--unix", path]),
    ListenError,
    `unix ${path} is in use`,
  );
});
