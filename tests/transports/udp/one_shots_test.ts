import { assertEquals, assertMatch } from "@std/assert";
import { Chatter } from "../../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../../support/peers/connect.ts";
import type { DatagramConnection } from "../../support/peers/connection.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";

const GOODBYE = { goodbye: '{"msg":"/quit"}' };

/** A peer of its own port that has sent one datagram. */
async function oneShot(
  server: TestServer,
  name: string,
): Promise<{ chatter: Chatter; connection: DatagramConnection; cookie: unknown }> {
  const connection = await connectUdp(server, GOODBYE);
  const chatter = new Chatter(connection, "json");
  const { cookie } = await chatter.hello(name);
  return { chatter, connection, cookie };
}

socketTest("datagrams from many ports take no connection from their address", async () => {
  const flags = ["--udp", "0", "--tcp", "0", "--web", "0", "--max-per-address", "3"];
  await using server = await startTestServer(flags);
  const shots = [];
  for (let i = 0; i < 8; i++) shots.push(await oneShot(server, `shot ${i}`));
  const tcp = new Chatter(await connectTcp(server, "frames-le"), "json");
  await tcp.hello("ada");
  const response = await fetch(`http://127.0.0.1:${server.webPort}/peers`);
  await response.body?.cancel();
  assertEquals(response.status, 200);
  for (const { connection } of shots) await connection.close();
  await tcp.connection.close();
});

socketTest("the oldest of too many unproven peers of an address gives way", async () => {
  const flags = ["--udp", "0", "--udp-unproven-max-per-address", "2"];
  await using server = await startTestServer(flags);
  const first = await oneShot(server, "first");
  const second = await oneShot(server, "second");
  const third = await oneShot(server, "third");
  const goodbye = (await first.chatter.until(({ event }) => event === "close")).at(-1)!;
  assertEquals(goodbye.reason, "address-limit");
  assertMatch(goodbye.msg, /cookie/);
  // It may come again, which is the turn of the next one.
  await first.chatter.hello("first");
  const next = (await second.chatter.until(({ event }) => event === "close")).at(-1)!;
  assertEquals(next.reason, "address-limit");
  for (const { connection } of [first, second, third]) await connection.close();
});

socketTest("with its cookie a peer counts as a connection, and gives way no more", async () => {
  const limits = ["--max-per-address", "1", "--udp-unproven-max-per-address", "1"];
  await using server = await startTestServer(["--udp", "0", ...limits]);
  const ada = await oneShot(server, "ada");
  const proved = await ada.chatter.ask({ cookie: ada.cookie });
  assertMatch(proved[0].msg, /Your address is proved/);
  const bob = await oneShot(server, "bob");
  const [refusal] = await bob.chatter.ask({ cookie: bob.cookie });
  assertEquals(refusal.error, "peer-limit");
  assertMatch(refusal.msg, /127\.0\.0\.1 has 1 connections/);
  await ada.connection.close();
  await bob.connection.close();
});
