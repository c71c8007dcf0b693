import { assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../../client/mod.ts";
import { processTest } from "../../support/gate.ts";
import { freePort } from "../../support/network/free_port.ts";
import { Program } from "../../support/programs/program.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";

const MAIN = new URL("../../../main.ts", import.meta.url).pathname;

processTest("a client goes past an address where nobody is", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const dead = `tcp://127.0.0.1:${freePort()}`;
  await using ada = await connect([dead, server.tcpUrl], { name: "ada" });
  assertEquals(ada.address, server.tcpUrl);
  assertEquals(await ada.say("here"), 1);
});

processTest("pipe goes past an address where nobody is, and says so", async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const dead = `tcp://127.0.0.1:${freePort()}`;
  const args = ["run", "-A", MAIN, "pipe", `ada@${dead}`, server.tcpUrl];
  await using program = new Program(Deno.execPath(), args);
  await program.endInput();
  const { code, stderr } = await program.ended();
  assertEquals(code, 0);
  const [waiting, connected, end] = stderr.split("\n");
  assertMatch(waiting, /^hubbub: Nobody listens at .*\? The next address is tried at once\.$/);
  assertEquals([connected, end], [`hubbub: Connected to ${server.tcpUrl}.`, ""]);
});
