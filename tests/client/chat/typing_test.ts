import { assertEquals } from "@std/assert";
import { connect } from "../../../client/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";
import { Terminal } from "../terminal.ts";
import { CHAT, Chat, ONLINE, SIZE } from "./chat.ts";

const cannotRun = notInstalled("tmux");

gatedTest("pasted lines are one message, and no commands (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  await terminal.type("look: ");
  await terminal.paste("one\ntwo\nthree\n");
  await terminal.until("look: one↵two↵three");
  assertEquals(await chat.said(), ["look: one\ntwo\nthree"]);
});

gatedTest("chat asks before it sends many lines (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`).join("\n");
  await terminal.type("half ");
  await terminal.paste(lines);
  await terminal.until("Send 30 lines as one message? [y/N]");
  await terminal.type("n");
  await terminal.until("#lobby> half");
  await terminal.press("Up");
  await terminal.until("#lobby> half line 0↵line 1↵");
  await terminal.press("C-c");
  await terminal.paste(lines);
  await terminal.until("Send 30 lines as one message? [y/N]");
  await terminal.type("y");
  await terminal.until("line 29");
  assertEquals(await chat.said(), [lines]);
});

gatedTest("a pasted command is text, if it is sent at all (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  await terminal.paste("/quit\n/nick eve\n");
  await terminal.until("Send 2 lines as one message? [y/N]");
  await terminal.type("y");
  await terminal.until("/nick eve");
  assertEquals(await chat.said(), ["/quit\n/nick eve"]);
});

gatedTest(
  "a declined paste comes back as a text, not as a command (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal } = chat;
    await terminal.paste("/quit\n/nick eve\n");
    await terminal.until("Send 2 lines as one message? [y/N]");
    await terminal.paste("/quit\nnow");
    await terminal.until("It wasn't sent.");
    await terminal.type("n");
    await terminal.until(/^#lobby>$/m);
    await terminal.press("Up", "Up");
    await terminal.until("#lobby> //quit↵/nick eve");
    await terminal.press("Down");
    await terminal.until("#lobby> //quit↵now");
    assertEquals(await chat.said(), ["/quit\nnow"]);
  },
);

gatedTest("the arrow keys bring back no line with a secret (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  const lines = ["hello", "/regster hunter2", "/token hunter2"];
  for (const line of [...lines, "/register hunter22"]) {
    await terminal.type(line);
    await terminal.press("Enter");
  }
  await terminal.until("did you mean /register?");
  await terminal.until("ada is yours now");
  await terminal.press("Up");
  await terminal.until("#lobby> hello");
  await terminal.press("C-c");
  assertEquals(await chat.said(), ["hello"]);
});

gatedTest(
  "Tab goes as far as all candidates agree, and a second one lists them (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { server, terminal } = chat;
    await using bobi = await connect(server.tcpUrl, { name: "bob i" });
    await terminal.until("bob i joined");
    await terminal.type("/msg bo");
    await terminal.press("Tab");
    await terminal.until(/^#lobby> \/msg bob$/m);
    await terminal.press("Tab");
    await terminal.until(/^-- bob i {2}bob$/m);
    await terminal.type(" i");
    await terminal.press("Tab");
    await terminal.until('#lobby> /msg "bob i"');
    await terminal.type("psst");
    await terminal.press("Enter");
    for await (const { msg } of bobi.messages()) {
      assertEquals(msg, "psst");
      break;
    }
  },
);

gatedTest("a refused text comes back with the arrow keys (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  await terminal.paste(`${"words ".repeat(12_000)}end`);
  await terminal.until("characters as one message? [y/N]");
  await terminal.type("y");
  await terminal.until("wasn't delivered");
  await terminal.press("Up");
  await terminal.until("words end");
  await terminal.press("C-c");
  await terminal.type("/msg nobody psst");
  await terminal.press("Enter");
  await terminal.until("wasn't delivered");
  await terminal.press("Up");
  await terminal.until("#lobby> /msg nobody psst");
});

gatedTest(
  "a text typed after /join, /part or /switch reaches the room that is meant (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    await bob.join("#tea");
    const enter = (...lines: string[]) =>
      terminal.press(...lines.flatMap((line) => [line, "Enter"]));
    await enter("/join #tea", "tea talk", "/join tea", "not for the tea room");
    await terminal.until("Nothing was said.");
    await enter("/switch #tee", "nor this");
    await terminal.until("You aren't in #tee");
    await terminal.press("Up");
    await terminal.until("(no room)> nor this");
    await terminal.press("C-c");
    await enter("/part #tea", "/switch #lobby", "/part", "bye all");
    await terminal.until("now you are in no room");
    await enter("anybody?");
    await terminal.until("/join #lobby enters it");
    await enter("/join #lobby", "that was all");
    const heard: string[][] = [];
    for await (const { msg, to } of bob.messages()) {
      heard.push([to, msg]);
      if (msg === "that was all") break;
    }
    assertEquals(heard, [["#tea", "tea talk"], ["#lobby", "that was all"]]);
  },
);

gatedTest(
  "without a hub, what is typed behind /join waits for that room (needs tmux)",
  cannotRun,
  async () => {
    const first = await startTestServer(TCP_AND_UDP);
    const port = first.server.ports.tcp!;
    await using terminal = await Terminal.open(`${CHAT} ada@127.0.0.1:${port}`, SIZE);
    await terminal.until(ONLINE);
    await first.stop();
    await terminal.until("(offline");
    await terminal.press("/join #off", "Enter", "for them", "Enter");
    await terminal.until("+1) #off>");
    await using second = await startTestServer([...TCP_AND_UDP, "--tcp", String(port)]);
    await terminal.until((screen) => /^#off>/m.test(screen));
    await using bob = await connect(second.tcpUrl, { name: "bob", rooms: ["#off"] });
    const texts = async (room: string) =>
      (await bob.history({ room })).messages.map(({ msg }) => msg);
    assertEquals([await texts("#off"), await texts("#lobby")], [["for them"], []]);
  },
);
