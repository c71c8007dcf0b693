import { assert, assertEquals } from "@std/assert";
import { startTestServer } from "../../support/server/test_server.ts";
import { CURL, programTest, run } from "../programs.ts";

const DOC = new URL("../../../docs/webhooks.md", import.meta.url);

programTest("every command of docs/webhooks.md does what it says", [CURL], async () => {
  await using server = await startTestServer(["--web", "0"]);
  const text = await Deno.readTextFile(DOC);
  const operator = server.operator();
  const [, typed, answer] = /```text\n#lobby> (.*)\nserver: (.*)\n```/.exec(text)!;
  operator.type(typed);
  const { msg } = await operator.notice(/\/hooks\//);
  const [, token] = /\/hooks\/(\S+)/.exec(msg)!;
  assertEquals(answer, msg.replace(token, "0a1b2c3d-…"));

  const [, block] = /```sh\n([^]*?)```/.exec(text)!;
  const [setting, ...commands] = block.trim().split("\n");
  const hook = setting.replace(":8080", `:${server.webPort}`).replace("TOKEN", token);
  assert(commands.length > 3);
  for (const command of commands) {
    const output = await run("sh", ["-c", `${hook}; ${command.replace("curl", "curl -sS")}`]);
    assertEquals(output, "ok", command);
  }
  const response = await fetch(`http://127.0.0.1:${server.webPort}/messages?room=ops`);
  const { messages } = await response.json() as {
    messages: readonly { readonly name: string; readonly msg: string }[];
  };
  const [backup, build, disk, ping] = messages;
  assertEquals([backup.name, backup.msg], ["alerts", "backup done, 3 GB"]);
  assertEquals([build.name, build.msg], ["Jenkins", "build 7 (https://ci.example/7) failed"]);
  assertEquals([disk.name, disk.msg.includes("\n")], ["alerts", true]);
  assertEquals(ping.msg, "GitHub says: Keep it logically awesome.");

  for (const line of ["/hook", "/hook drop alerts"]) {
    assert(text.includes(`\`${line}\``), line);
    operator.type(line);
  }
  await operator.notice(/^1 webhook: alerts in #ops/);
  await operator.notice(/^The webhook alerts of #ops has ended/);
});
