import { assertEquals, assertMatch } from "@std/assert";
import { socketTest } from "../../support/gate.ts";
import { joinTcp } from "../../support/peers/connect.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { TOOL_REQUESTS } from "./payloads.ts";

const FLAGS = ["--tcp", "0", "--web", "0"];

/** Makes a webhook, and returns its token. */
async function addHook(server: TestServer, room: string, name: string): Promise<string> {
  const operator = server.operator();
  operator.type(`/hook add ${room} ${name}`);
  const { msg } = await operator.notice(/\/hooks\//);
  return /\/hooks\/(\S+)/.exec(msg)![1];
}

interface Posted {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

async function post(
  { webPort }: TestServer,
  token: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Posted> {
  const url = `http://127.0.0.1:${webPort}/hooks/${token}`;
  const response = await fetch(url, { method: "POST", body, headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

socketTest("requests of Grafana, Alertmanager, GitLab, Jenkins and others are said", async () => {
  await using server = await startTestServer(FLAGS);
  await using ada = await joinTcp(server, "ada");
  await ada.enter("#ops");
  const token = await addHook(server, "#ops", "alerts");
  for (const { tool, body, headers, name, msg } of TOOL_REQUESTS) {
    const { status, text, headers: given } = await post(server, token, body, headers);
    assertEquals([status, text], [200, "ok"], tool);
    assertMatch(given.get("content-type")!, /^text\/plain/);
    const heard = await ada.first(({ seq }) => seq !== undefined);
    assertEquals([heard.name, heard.msg, heard.to], [name, msg, "#ops"], tool);
  }
});

socketTest("a text is said, and the answer comes once it is kept", async () => {
  await using server = await startTestServer(FLAGS);
  const token = await addHook(server, "#lobby", "backup");
  assertEquals((await post(server, token, "backup done")).text, "ok");
  const response = await fetch(`http://127.0.0.1:${server.webPort}/messages`);
  const { messages: [{ name, msg }] } = await response.json();
  assertEquals([name, msg], ["backup", "backup done"]);
});

socketTest("a wrong token, method or body is refused with a sentence", async () => {
  await using server = await startTestServer([...FLAGS, "--token", "sesame"]);
  const token = await addHook(server, "#ops", "ci");
  const refused = async (of: string, body: string) => {
    const { status, text } = await post(server, of, body);
    return [status, JSON.parse(text).error];
  };
  assertEquals(await refused(crypto.randomUUID(), "hi"), [404, "hook-unknown"]);
  assertEquals(await refused("", "hi"), [404, "hook-unknown"]);
  assertEquals(await refused(token, ""), [400, "empty-message"]);
  assertEquals(await refused(token, '{"text":'), [400, "not-json"]);
  assertEquals(await refused(token, "x".repeat(1024 * 1024 + 1)), [413, "message-too-large"]);
  // A closed hub lets it in all the same: its token is in the path.
  assertEquals((await post(server, token, "hi")).status, 200);
  const got = await fetch(`http://127.0.0.1:${server.webPort}/hooks/${token}`);
  assertEquals([got.status, got.headers.get("allow")], [405, "POST"]);
  await got.body?.cancel();
});

socketTest("each webhook has its own rate", async () => {
  await using server = await startTestServer([...FLAGS, "--hook-rate-per-minute", "2"]);
  const [ci, other] = [await addHook(server, "#ops", "ci"), await addHook(server, "#ops", "b")];
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) statuses.push((await post(server, ci, `${i}`)).status);
  assertEquals(statuses, [200, 200, 429]);
  const { text, headers } = await post(server, ci, "3");
  assertMatch(text, /ci says more than 2 messages a minute \(--hook-rate-per-minute\)/);
  assertMatch(headers.get("retry-after")!, /^[1-9]\d*$/);
  assertEquals((await post(server, other, "mine")).status, 200);
});

socketTest("a webhook outlives a restart, and its token is in no file", async () => {
  const data = await Deno.makeTempDir({ prefix: "hubbub-hooks-" });
  try {
    const flags = [...FLAGS, "--data", data];
    const first = await startTestServer(flags);
    const token = await addHook(first, "#ops", "ci");
    const dropped = await addHook(first, "#ops", "old");
    const operator = first.operator();
    operator.type("/hook drop old");
    await operator.notice(/has ended/);
    await first.stop();
    await using second = await startTestServer(flags);
    assertEquals((await post(second, token, "hi again")).status, 200);
    assertEquals((await post(second, dropped, "hi")).status, 404);
    for await (const { name, isFile } of Deno.readDir(data)) {
      if (!isFile) continue;
      const bytes = await Deno.readFile(`${data}/${name}`);
      assertEquals(new TextDecoder("latin1").decode(bytes).includes(token), false, name);
    }
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
