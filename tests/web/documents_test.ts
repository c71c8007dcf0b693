import { assertEquals, assertGreater, assertMatch, assertStringIncludes } from "@std/assert";
import type { CloseCode } from "../../hub/mod.ts";
import { BINARY_REFUSED, closeCodeOf } from "../../transports/web/socket/close_code.ts";
import { gatedTest, missing, socketTest } from "../support/gate.ts";
import { startTestServer } from "../support/server/test_server.ts";
import { CURL, programTest, run } from "./programs.ts";

const WEB_DOC = new URL("../../docs/web.md", import.meta.url);
const README = new URL("../../README.md", import.meta.url);

const CLOSE_CODES: readonly CloseCode[] = [
  "address-limit",
  "banned",
  "gone",
  "hello-timeout",
  "idle-timeout",
  "internal-error",
  "kicked",
  "peer-limit",
  "protocol-error",
  "quit",
  "replaced",
  "shutdown",
  "slow-consumer",
];

/** The lines of a document's blocks of shell. */
function shellLines(markdown: string): string[] {
  return [...markdown.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, block]) =>
    block.split("\n").filter((line) => line !== "")
  );
}

programTest("every curl line of docs/web.md does what it says", [CURL], async () => {
  await using server = await startTestServer(["--web", "0"]);
  const lines = shellLines(await Deno.readTextFile(WEB_DOC));
  assertGreater(lines.length, 6);
  for (const line of lines) {
    // The stream of a listener never ends by itself.
    const bounded = line.includes("/events") ? line.replace("curl", "curl --max-time 1") : line;
    const command = bounded.replace("curl", "curl -sS").replace(":8080", `:${server.webPort}`);
    const output = await run("sh", [
      "-c",
      line.includes("/events") ? `${command} || true` : command,
    ]);
    if (line.includes("/events")) assertMatch(output, /"event":"welcome","you":"ear"/);
    else assertEquals(JSON.parse(output).error, undefined, line);
  }
  const said = server.server.hub.history.lastSeq;
  assertEquals(said, lines.filter((line) => line.includes(" -d ")).length);
});

programTest("every curl line of the README is answered with a number", [CURL], async () => {
  await using server = await startTestServer(["--web", "0"]);
  const lines = shellLines(await Deno.readTextFile(README)).filter((line) =>
    line.startsWith("curl ")
  );
  assertGreater(lines.length, 0);
  for (const line of lines) {
    const command = line.replace("curl", "curl -sS").replace(":8080", `:${server.webPort}`);
    const { seq } = JSON.parse(await run("sh", ["-c", command])) as { seq: number };
    assertEquals(seq, server.server.hub.history.lastSeq, line);
  }
});

socketTest("the browser's lines in docs/web.md join, and hear the welcome", async () => {
  await using server = await startTestServer(["--web", "0"]);
  const [, block] = /```js ignore\n([^]*?)```/.exec(await Deno.readTextFile(WEB_DOC))!;
  let socket: WebSocket | undefined;
  const heard = await new Promise<{ event: string; you: string }>((resolve) => {
    const run = new Function("WebSocket", "console", block.replace(":8080", `:${server.webPort}`));
    // A constructor that returns an object makes that object.
    run(function (url: string) {
      return socket = new WebSocket(url);
    }, { log: resolve });
  });
  assertEquals([heard.event, heard.you], ["welcome", "ada"]);
  const closed = new Promise((resolve) => socket!.onclose = resolve);
  socket!.close();
  await closed;
});

gatedTest("every close code is documented", missing(["read"]), async () => {
  const markdown = await Deno.readTextFile(WEB_DOC);
  for (const code of CLOSE_CODES) {
    assertMatch(markdown, new RegExp(`^\\| ${closeCodeOf(code)} +\\| .*\`${code}\``, "m"), code);
  }
  assertStringIncludes(markdown, `| ${BINARY_REFUSED} |`);
});
