import { assertEquals, assertMatch } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectTcp } from "../../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { keepAlive } from "../../../transports/stream/keep_alive.ts";
import { openSocket } from "../../support/peers/websocket_connection.ts";

const reason = missing(PROCESS_PERMISSIONS) ??
  (Deno.build.os === "linux" ? notInstalled("ss") : "ss is Linux's");

/** Returns the kernel's timers of a port's connections, once all bytes are acknowledged. */
async function timersOf(port: number): Promise<string[]> {
  const args = ["-tnoH", "state", "established", "sport", "=", `:${port}`];
  for (let looks = 0; looks < 1_000; looks++) {
    const { stdout } = await new Deno.Command("ss", { args }).output();
    const lines = new TextDecoder().decode(stdout).trim().split("\n");
    const timers = lines.map((line) => /timer:\(\S+\)/.exec(line)?.[0] ?? line);
    if (!timers.some((timer) => timer.startsWith("timer:(on,"))) return timers;
  }
  throw new Error("The bytes sent are never acknowledged.");
}

gatedTest("a vanished TCP peer is probed after two minutes, not two hours", reason, async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  const ada = new Chatter(await connectTcp(server, "frames-le"), "json");
  await ada.hello("ada");
  server.server.tick();
  const [timer, ...more] = await timersOf(server.tcpPort);
  assertEquals(more, []);
  assertMatch(timer, /^timer:\(keepalive,(?:2min|1min\d+sec),0\)$/);
  await ada.sync();
  await ada.connection.close();
});

gatedTest(
  "a vanished peer of the web port is probed, too, and the operator sets the time",
  reason,
  async () => {
    const flags = ["--tcp", "0", "--web", "0", "--tcp-keep-alive-ms", "600000"];
    await using server = await startTestServer(flags);
    const url = `ws://127.0.0.1:${server.webPort}/ws`;
    const ada = new Chatter(await openSocket(url), "json");
    const bob = new Chatter(await connectTcp(server, "frames-le"), "json");
    await ada.hello("ada");
    await bob.hello("bob");
    await ada.sync();
    server.server.tick();
    for (const port of [server.tcpPort, server.webPort]) {
      const [timer] = await timersOf(port);
      assertMatch(timer, /^timer:\(keepalive,(?:10min|9min\d*(?:sec)?),0\)$/);
    }
    await ada.connection.close();
    await bob.connection.close();
  },
);

Deno.test("keep-alive is on even if a later Deno has no way to set its time", () => {
  const set: boolean[] = [];
  const conn = { setKeepAlive: (isEnabled: boolean) => set.push(isEnabled) };
  keepAlive(conn as unknown as Deno.TcpConn, 120_000);
  assertEquals(set, [true]);
});
