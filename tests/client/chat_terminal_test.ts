import { assert, assertEquals } from "@std/assert";
import { connect } from "../../client/mod.ts";
import { CHAT, Chat, ONLINE, ROOT, SIZE } from "./chat/chat.ts";
import { gatedTest } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";
import { Terminal } from "./terminal.ts";

const cannotRun = notInstalled("tmux");

for (const columns of [50, 30, 120]) {
  gatedTest(
    `a window of ${columns} columns has no ghost of the line (needs tmux)`,
    cannotRun,
    async () => {
      await using chat = await Chat.start();
      const { terminal } = chat;
      await terminal.type("a line of words that is longer than the window will be in a moment");
      await terminal.until("in a moment");
      await terminal.resize(columns, 24);
      await chat.bob.say("now");
      // The prompt is drawn anew behind the message.
      const screen = await terminal.until(/bob: now[^]*#lobby>/);
      assertEquals(screen.split("#lobby>").length, 2, screen);
      assertEquals(screen.split("a line of words").length, 2, screen);
    },
  );
}

gatedTest(
  "each line names its room if the person is in several (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal, bob } = chat;
    await bob.say("in the lobby alone");
    await terminal.until("bob: in the lobby alone");
    await terminal.type("/join #tea");
    await terminal.press("Enter");
    await terminal.until("#tea>");
    await bob.say("one");
    await terminal.until("bob #lobby: one");
    await terminal.type("two");
    await terminal.press("Enter");
    await terminal.until("ada #tea: two");
  },
);

gatedTest("/help is a list, with one command a line (needs tmux)", cannotRun, async () => {
  await using chat = await Chat.start({ columns: 100, rows: 100 });
  const { terminal } = chat;
  await terminal.type("/help");
  await terminal.press("Enter");
  await terminal.until((screen) => /^.*\/switch #room\|name +talk/m.test(screen));
  await terminal.until((screen) => /^.*\/who \[#room\] +who is here/m.test(screen));
});

/** Without permission to run `ps` and `kill` the program stops itself; a task runner needs both. */
const FEW = `${Deno.execPath()} run --allow-net --allow-read --allow-write --allow-env`;
const WAYS = {
  "deno task chat": `cd ${ROOT} && ${Deno.execPath()} task chat`,
  "deno run with all permissions": CHAT,
  "deno run with few permissions": `${FEW} ${ROOT}main.ts chat`,
};

for (const [way, command] of Object.entries(WAYS)) {
  gatedTest(`Ctrl-Z stops ${way}, and fg brings it back (needs tmux)`, cannotRun, async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    await using bob = await connect(server.tcpUrl, { name: "bob" });
    await using terminal = await Terminal.open("bash --norc --noprofile -i", SIZE);
    await terminal.type(`${command} ada@${server.tcpUrl.slice(6)}`);
    await terminal.press("Enter");
    await terminal.until(ONLINE);
    await terminal.type("half typed");
    await terminal.until("#lobby> half typed");
    await terminal.press("C-z");
    await terminal.until("Stopped");
    await terminal.type("stty -a | grep -o '.icanon'; echo shell $?");
    await terminal.press("Enter");
    assert(!(await terminal.until("shell 0")).includes("-icanon"));
    await terminal.type("fg");
    await terminal.press("Enter");
    await terminal.until((screen) => /#lobby> half typed\n*$/.test(screen));
    await terminal.press("Enter");
    for await (const { msg } of bob.messages()) {
      assertEquals(msg, "half typed");
      break;
    }
    await terminal.press("C-d");
    await terminal.until("Goodbye.");
  });
}

gatedTest(
  "without a shell to come back to, Ctrl-Z doesn't stop chat (needs tmux)",
  cannotRun,
  async () => {
    await using chat = await Chat.start();
    const { terminal } = chat;
    await terminal.type("half typed");
    await terminal.press("C-z");
    await terminal.until("no shell here");
    assertEquals(await chat.said(), ["half typed"]);
  },
);
