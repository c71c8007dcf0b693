import { assertEquals } from "@std/assert";
import { CHAT, ONLINE, SIZE } from "./chat.ts";
import { connect } from "../../../client/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";
import { Terminal } from "../terminal.ts";
import { TypingPeers } from "../../../programs/chat/view/typing_peers.ts";

Deno.test("each text that a peer writes is told of once", () => {
  const peers = new TypingPeers();
  assertEquals([peers.begins("bob"), peers.begins("Bob"), peers.begins("eve")], [
    true,
    false,
    true,
  ]);
  peers.ends("BOB");
  assertEquals([peers.begins("bob"), peers.begins("eve")], [true, false]);
});

gatedTest("chat --typing shows who is typing (needs tmux)", notInstalled("tmux"), async () => {
  await using server = await startTestServer(TCP_AND_UDP);
  const bob = await connect(server.tcpUrl, { name: "bob" });
  await using terminal = await Terminal.open(
    `${CHAT} --typing ada@${server.tcpUrl.slice(6)}`,
    SIZE,
  );
  await terminal.until(ONLINE);
  bob.typing("#lobby");
  await terminal.until("-- bob is typing");
  await bob.close();
});
