import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { Chatter } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, SERVER_PERMISSIONS, socketTest } from "../support/gate.ts";
import { dashboardFamilies } from "./dashboard.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { openSocket } from "../support/peers/websocket_connection.ts";

async function scrape(
  { webPort }: TestServer,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; type: string }> {
  const response = await fetch(`http://127.0.0.1:${webPort}/metrics`, { headers });
  const type = response.headers.get("content-type") ?? "";
  return { status: response.status, text: await response.text(), type };
}

/** A sample's value by its name with labels; 0 where it isn't there. */
function valueOf(text: string, sample: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${sample} `));
  return Number(line?.slice(sample.length + 1) ?? 0);
}

socketTest("metrics count messages, deliveries, errors and peers", async () => {
  await using server = await startTestServer(["--web", "0", "--tcp", "0"]);
  const connection = await connectTcp(server, "frames-le");
  const ada = new Chatter(connection, "json");
  await ada.hello("ada");
  const socket = await openSocket(`ws://127.0.0.1:${server.webPort}/ws`);
  const bob = new Chatter(socket, "json");
  await bob.hello("bob");
  const { text: before } = await scrape(server);
  await ada.say("one");
  await ada.say("two");
  await ada.say("nobody", "nobody");
  await ada.sync();
  await bob.sync();
  const { text, type } = await scrape(server);
  assertMatch(type, /^text\/plain; version=0\.0\.4/);
  assertEquals(valueOf(text, 'hubbub_peers{transport="tcp",dialect="frames-le",named="true"}'), 1);
  assertEquals(valueOf(text, 'hubbub_peers{transport="web",dialect="websocket",named="true"}'), 1);
  const grown = (sample: string) => valueOf(text, sample) - valueOf(before, sample);
  assertEquals(grown('hubbub_messages_received_total{transport="tcp"}'), 4);
  assertEquals(grown('hubbub_messages_received_total{transport="web"}'), 1);
  // Two to bob, and echo's answers to both; what ada herself said isn't delivered to her.
  assertEquals(grown("hubbub_deliveries_total"), 4);
  assertEquals(grown("hubbub_messages_routed_total"), 6);
  assertEquals(grown('hubbub_errors_total{code="peer-unknown"}'), 1);
  assertGreater(grown('hubbub_sent_bytes_total{transport="web"}'), 0);
  assertEquals(valueOf(text, "hubbub_rooms"), 1);
  await socket.close();
  connection.close();
});

socketTest("an eviction and a rate limit are counted by their name", async () => {
  await using server = await startTestServer(["--web", "0", "--rate", "20", "--burst", "1"]);
  const socket = await openSocket(`ws://127.0.0.1:${server.webPort}/ws`);
  const ada = new Chatter(socket, "json");
  await ada.hello("ada");
  await ada.sync();
  await ada.say("/quit");
  await ada.rest();
  await socket.ended;
  const { text } = await scrape(server);
  assertGreater(valueOf(text, "hubbub_rate_limited_total"), 0);
  assertEquals(valueOf(text, 'hubbub_closes_total{reason="quit"}'), 1);
});

socketTest("only this machine reads the metrics, and no proxy on it for others", async () => {
  await using server = await startTestServer(["--web", "0"]);
  assertEquals((await scrape(server)).status, 200);
  for (const header of ["X-Forwarded-For", "Forwarded"]) {
    assertEquals((await scrape(server, { [header]: "192.0.2.1" })).status, 403);
  }
});

socketTest("only a client with the metrics token reads the metrics", async () => {
  await using server = await startTestServer(["--web", "0", "--metrics-token", "secret"]);
  assertEquals((await scrape(server)).status, 403);
  assertEquals((await scrape(server, { Authorization: "Bearer guess!" })).status, 403);
  assertEquals((await scrape(server, { Authorization: "Bearer secret" })).status, 200);
});

gatedTest(
  "the dashboard asks only for metrics that there are",
  missing(SERVER_PERMISSIONS),
  async () => {
    await using server = await startTestServer(["--web", "0"]);
    const { text } = await scrape(server);
    const asked = await dashboardFamilies();
    // A node of several has those of the cluster: see tests/cluster/metrics_test.ts.
    const own = asked.filter((family) => !family.startsWith("hubbub_cluster_"));
    assertGreater(own.length, 8);
    for (const family of own) assertMatch(text, new RegExp(`^# TYPE ${family} `, "m"), family);
  },
);
