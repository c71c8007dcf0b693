import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { Chatter } from "../../support/peers/chatter.ts";
import { openSocket } from "../../support/peers/websocket_connection.ts";
import { CapturedLog } from "../../support/server/captured_log.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { type Answered, ask } from "../../web/http/answered.ts";

const ELSEWHERE = ["--web", "0"];
const HERE = [...ELSEWHERE, "--trust-proxy", "127.0.0.1"];

function from(address: string): { readonly headers: Record<string, string> } {
  return { headers: { "X-Forwarded-For": address } };
}

function says(server: TestServer, address: string): Promise<Answered> {
  const body = JSON.stringify({ name: "web", msg: "hi" });
  return ask(server, "/messages", { method: "POST", body, ...from(address) });
}

function socketOf(server: TestServer, address: string) {
  return openSocket(`ws://127.0.0.1:${server.webPort}/ws`, from(address));
}

socketTest("the rate of requests is each client's, and a spoofed header has no rate", async () => {
  await using server = await startTestServer([...HERE, "--rate", "1", "--burst", "2"]);
  const statuses = async (addresses: readonly string[], of: TestServer) => {
    const all: number[] = [];
    for (const address of addresses) all.push((await ask(of, "/rooms", from(address))).status);
    return all;
  };
  const addresses = ["192.0.2.7", "192.0.2.7", "192.0.2.7", "192.0.2.8"];
  assertEquals(await statuses(addresses, server), [200, 200, 429, 200]);
  // The part in front of the address that the proxy saw is the client's own word.
  assertEquals(await statuses(["192.0.2.9, 192.0.2.7"], server), [429]);
  await using stranger = await startTestServer([...ELSEWHERE, "--rate", "1", "--burst", "2"]);
  assertEquals(await statuses(["192.0.2.1", "192.0.2.2", "192.0.2.3"], stranger), [200, 200, 429]);
});

socketTest("a ban is the client's: of requests, of WebSockets and of who is there", async () => {
  using log = new CapturedLog();
  await using server = await startTestServer(HERE);
  const operator = server.operator();
  await using ada = new Chatter(await socketOf(server, "192.0.2.7"), "json");
  await using eve = new Chatter(await socketOf(server, "192.0.2.8"), "json");
  await ada.hello("ada");
  await eve.hello("eve");
  operator.type("/ban 192.0.2.8 5");
  assertMatch((await eve.rest()).at(-1)!.msg, /banned/i);
  for (const path of ["/rooms", "/events?name=eve", "/"]) {
    const { status, json } = await ask(server, path, from("192.0.2.8"));
    assertEquals([status, json.error], [403, "banned"], path);
  }
  await assertRejects(() => socketOf(server, "192.0.2.8"), Error, "403");
  assertEquals((await says(server, "192.0.2.9, 192.0.2.8")).status, 403);
  assertEquals((await says(server, "192.0.2.8, 192.0.2.7")).status, 201);
  assertMatch(log.sentencesWith("refused")[0], /^web 192\.0\.2\.8 by way of 127\.0\.0\.1:\d+ /);
  // The ban of the proxy itself is none for its clients.
  operator.type("/ban 127.0.0.1 5");
  assertEquals((await says(server, "192.0.2.7")).status, 201);
  await ada.sync();
});

socketTest(
  "WebSockets and streams count for their client, from the beginning to the end",
  async () => {
    await using server = await startTestServer([...HERE, "--max-per-address", "3"]);
    await using ada = new Chatter(await socketOf(server, "192.0.2.7"), "json");
    await ada.hello("ada");
    await using bob = new Chatter(await socketOf(server, "192.0.2.7"), "json");
    await bob.hello("bob");
    const init = from("192.0.2.7");
    const events = await fetch(`http://127.0.0.1:${server.webPort}/events?name=sue`, init);
    assertEquals(events.status, 200);
    const { status, json } = await ask(server, "/rooms", init);
    assertEquals([status, json.error], [503, "peer-limit"]);
    assertMatch(json.msg!, /^192\.0\.2\.7 has 3 connections/);
    await assertRejects(() => socketOf(server, "192.0.2.7"), Error, "503");
    assertEquals((await ask(server, "/rooms", from("192.0.2.8"))).status, 200);
    const addresses = [...server.server.context.connections].map(({ address }) => address);
    assertEquals(addresses, Array(3).fill("192.0.2.7"));
    await events.body!.cancel();
    await ada.first(({ event, msg }) => event === "leave" && msg.includes("sue"));
    await bob.connection.close();
    await ada.first(({ event, msg }) => event === "leave" && msg.includes("bob"));
    for (let i = 0; i < 5; i++) assertEquals((await ask(server, "/rooms", init)).status, 200);
  },
);

socketTest(
  "wrong tokens slow down the client that sends them, and not its neighbours",
  async () => {
    await using server = await startTestServer([...HERE, "--token", "sesame"]);
    const guess = (address: string) =>
      ask(server, "/rooms", {
        headers: { ...from(address).headers, Authorization: "Bearer open" },
      });
    const errors: (string | undefined)[] = [];
    for (let i = 0; i < 5; i++) errors.push((await guess("192.0.2.7")).json.error);
    assertEquals(errors.slice(0, 3), ["token-wrong", "token-wrong", "token-wrong"]);
    assert(errors.includes("too-many-attempts"), errors.join());
    assertEquals((await guess("192.0.2.8")).json.error, "token-wrong");
  },
);

socketTest("two headers that disagree are refused, and metrics aren't read by proxy", async () => {
  await using server = await startTestServer(HERE);
  const headers = { "X-Forwarded-For": "192.0.2.7", "Forwarded": "for=192.0.2.8" };
  const { status, json } = await ask(server, "/rooms", { headers });
  assertEquals([status, json.error], [400, "bad-request"]);
  assertMatch(json.msg!, /X-Forwarded-For and Forwarded, which name two clients/);
  await assertRejects(
    () => openSocket(`ws://127.0.0.1:${server.webPort}/ws`, { headers }),
    Error,
    "400",
  );
  const metrics = await fetch(`http://127.0.0.1:${server.webPort}/metrics`, from("127.0.0.1"));
  await metrics.body?.cancel();
  assertEquals(metrics.status, 403);
});
