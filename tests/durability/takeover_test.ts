import { assertEquals } from "@std/assert";
import { Chatter, messagesOf } from "../support/peers/chatter.ts";
import { connectTcp, connectUdp, connectUnix, temporaryPath } from "../support/peers/connect.ts";
import type { Connection } from "../support/peers/connection.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";

socketTest("a session moves from TCP over UDP to a Unix socket, with its rooms", async () => {
  const unixPath = temporaryPath("takeover.sock");
  await using server = await startTestServer(["--tcp", "0", "--udp", "0", "--unix", unixPath]);
  const bob = new Chatter(await connectTcp(server, "frames-le"), "json");
  await bob.hello("bob", { msg: "/join #tea" });
  const first = new Chatter(await connectTcp(server, "frames-be"), "json");
  const { session, epoch } = await first.hello("ada");
  await first.ask({ msg: "/join #tea" });
  await bob.sync();

  const ways: readonly [string, () => Promise<Connection>][] = [
    ["udp", () => connectUdp(server, { goodbye: '{"name":"ada","msg":"/quit"}' })],
    ["unix", () => connectUnix(unixPath, "json-lines")],
    ["tcp", () => connectTcp(server, "frames-le")],
  ];
  let ghost = first;
  let since = 0;
  for (const [transport, connect] of ways) {
    await bob.say(`before ${transport}`, "#tea");
    await bob.sync();
    const ada = new Chatter(await connect(), "json");
    const welcome = await ada.hello("ada", { session, since, epoch });
    assertEquals([welcome.you, welcome.session], ["ada", session]);
    const missed = await ada.until(({ event }) => event === "history");
    const texts = missed.filter(({ name }) => name === "bob").map(({ msg }) => msg);
    assertEquals(texts, [`before ${transport}`]);
    since = missed.at(-1)!.seq!;

    await ghost.until(({ event, reason }) => event === "close" && reason === "replaced");
    await leaveSilently(ghost.connection);
    await bob.say(`to ${transport}`, "#tea");
    const noticed = await bob.ask({ msg: "/whois ada" });
    assertEquals(noticed.map(({ event }) => event), ["whois"], "nobody saw a join or a leave");
    assertEquals(noticed[0].transports, [transport]);
    const live = messagesOf(await ada.sync());
    assertEquals(live.map(({ msg }) => msg), [`to ${transport}`]);
    since = live[0].seq!;
    ghost = ada;
  }
  await ghost.connection.close();
  await bob.connection.close();
});

/** Closes without a goodbye: over UDP that would end the peer that has the name now. */
async function leaveSilently(connection: Connection): Promise<void> {
  if ("socket" in connection) (connection.socket as Deno.DatagramConn).close();
  else await connection.close();
}
