import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { startTestServer } from "../../support/server/test_server.ts";
import { ask, post } from "./answered.ts";

const WEB = ["--web", "0"];

socketTest("a closed hub wants Authorization: Bearer for everything", async () => {
  await using server = await startTestServer([...WEB, "--token", "sesame"]);
  const paths = ["/messages", "/peers", "/rooms", "/events?name=a"];
  const refused = [
    ...await Promise.all(paths.map((path) => ask(server, path))),
    await post(server, { name: "a", msg: "x" }),
  ];
  for (const { status, json, headers } of refused) {
    assertEquals([status, json.error], [401, "token-missing"]);
    assertStringIncludes(json.msg!, "Authorization: Bearer");
    assertEquals(headers.get("www-authenticate"), "Bearer");
  }
  const headers = { Authorization: "Bearer sesame" };
  assertEquals((await post(server, { name: "a", msg: "x" }, { headers })).status, 201);
  assertEquals((await ask(server, "/peers", { headers })).status, 200);
  const wrong = await ask(server, "/peers", { headers: { Authorization: "Bearer open" } });
  assertEquals([wrong.status, wrong.json.error], [401, "token-wrong"]);
  assertEquals((await ask(server, "/healthz")).status, 200);
});

socketTest("the token of a closed hub may be a sentence in any language", async () => {
  const token = "tea at five, 喝茶";
  await using server = await startTestServer([...WEB, "--token", token]);
  const bytes = String.fromCharCode(...new TextEncoder().encode(token));
  const headers = { Authorization: `Bearer ${bytes}  ` };
  assertEquals((await ask(server, "/peers", { headers })).status, 200);
});

socketTest("requests are limited for each address as messages are for each peer", async () => {
  await using server = await startTestServer([...WEB, "--rate", "1", "--burst", "3"]);
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await ask(server, "/rooms")).status);
  assertEquals(statuses, [200, 200, 200, 429]);
  const { headers, json } = await ask(server, "/rooms");
  assertEquals(json.error, "rate-limited");
  assertMatch(headers.get("retry-after")!, /^[1-9]\d*$/);
});

socketTest("a foreign page may neither speak nor read", async () => {
  await using server = await startTestServer(WEB);
  const headers = { Origin: "https://evil.example" };
  for (const path of ["/messages", "/peers", "/events"]) {
    const { status, json, headers: given } = await ask(server, path, { headers });
    assertEquals([status, json.error], [403, "origin-not-allowed"]);
    assertEquals(given.get("access-control-allow-origin"), null);
  }
  const posted = await post(server, { name: "a", msg: "x" }, { headers });
  assertEquals(posted.status, 403);
  assertEquals((await ask(server, "/messages")).json.messages, []);
});

socketTest(
  "an image of a foreign page can't join, nor a name that resolves to us read",
  async () => {
    await using server = await startTestServer(WEB);
    const image = await ask(server, "/events", { headers: { "Sec-Fetch-Site": "cross-site" } });
    assertEquals([image.status, image.json.error], [403, "origin-not-allowed"]);
    for (const path of ["/messages", "/metrics"]) {
      const conn = await Deno.connect({ port: server.webPort });
      const request = `GET ${path} HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n`;
      await conn.write(new TextEncoder().encode(request));
      assertMatch(await new Response(conn.readable).text(), /^HTTP\/1\.1 403 /);
    }
  },
);

socketTest("an allowed site's page may speak and read", async () => {
  const origin = "https://friend.example";
  await using server = await startTestServer([...WEB, "--allow-origin", origin]);
  const headers = { Origin: origin };
  const preflight = await ask(server, "/messages", { method: "OPTIONS", headers });
  assertEquals(preflight.status, 204);
  assertEquals(preflight.headers.get("access-control-allow-methods"), "GET, POST");
  const { status, headers: given } = await post(server, { name: "a", msg: "x" }, { headers });
  assertEquals(status, 201);
  assertEquals(given.get("access-control-allow-origin"), origin);
  assertEquals(given.get("vary"), "Origin");
});
