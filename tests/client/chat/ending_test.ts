import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { connect } from "../../../client/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";
import { Terminal } from "../terminal.ts";
import { CHAT, Chat, ONLINE, SIZE } from "./chat.ts";

const cannotRun = notInstalled("tmux");

for (const key of ["C-d", "C-c"]) {
  gatedTest(`${key} ends chat without a trace of an error (needs tmux)`, cannotRun, async () => {
    await using chat = await Chat.start();
    await chat.terminal.press(key);
    const screen = await chat.terminal.until("status 0");
    assertStringIncludes(screen, "-- Goodbye.");
    assert(!/Uncaught|\.ts:\d/.test(screen), screen);
  });
}

/** Counts how often the screen shows a text. */
function times(screen: string, words: string): number {
  return screen.split(words).length - 1;
}

gatedTest(
  "the last words come once, the hub's goodbye included (needs tmux)",
  cannotRun,
  async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    for (const url of [server.tcpUrl, server.udpUrl]) {
      await using terminal = await Terminal.open(`${CHAT} ${url} --name ada`, SIZE);
      await terminal.until(ONLINE);
      await terminal.press("/quit", "Enter");
      const screen = await terminal.until("status 0");
      assertEquals(times(screen, "Goodbye"), 1, screen);
    }
  },
);

gatedTest("a hub that goes down says so once (needs tmux)", cannotRun, async () => {
  const server = await startTestServer(TCP_AND_UDP);
  await using terminal = await Terminal.open(`${CHAT} ada@${server.tcpUrl.slice(6)}`, SIZE);
  await terminal.until(ONLINE);
  await server.stop();
  const screen = await terminal.until("(offline");
  assertEquals(times(screen, "The server is going down."), 1, screen);
});

gatedTest("a kicked peer hears the reason once (needs tmux)", cannotRun, async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const hub = (async () => {
    using conn = await listener.accept();
    const hello = new Uint8Array(4_096);
    const count = await conn.read(hello);
    const { id } = JSON.parse(new TextDecoder().decode(hello.subarray(0, count!)));
    const notices = [
      { event: "welcome", you: "ada", session: "s", peers: [], count: 1, seq: 0, epoch: "e", id },
      { event: "close", reason: "kicked", msg: "Kicked by the operator." },
    ].map((notice) => JSON.stringify({ name: "server", msg: "Welcome.", ...notice }));
    await conn.write(new TextEncoder().encode(`${notices.join("\n")}\n`));
    await conn.read(hello).catch(() => {});
  })();
  const { port } = listener.addr as Deno.NetAddr;
  await using terminal = await Terminal.open(`${CHAT} ada@127.0.0.1:${port}`, SIZE);
  const screen = await terminal.until("status 1");
  assertEquals(times(screen, "Kicked by the operator."), 1, screen);
  await hub;
});

gatedTest("a signal ends chat, and gives the terminal back (needs tmux)", cannotRun, async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using terminal = await Terminal.open("bash --norc --noprofile -i", SIZE);
  await terminal.type(`${CHAT} ada@${server.tcpUrl.slice(6)}`);
  await terminal.press("Enter");
  await terminal.until(ONLINE);
  await terminal.signal("main.ts chat", "SIGTERM");
  await terminal.until("Goodbye.");
  await terminal.shellPrompt();
  await terminal.type("stty -a | grep -o '.icanon'; echo status $?");
  await terminal.press("Enter");
  const screen = await terminal.until("status 0");
  assert(!screen.includes("-icanon"), screen);
});

gatedTest("a taken name names the flag that gives another (needs tmux)", cannotRun, async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  await using _ada = await connect(server.tcpUrl, { name: "ada" });
  await using terminal = await Terminal.open(`${CHAT} ada@${server.tcpUrl.slice(6)}`, SIZE);
  const screen = await terminal.until("status 1");
  assertStringIncludes(screen, "--name NAME");
});
