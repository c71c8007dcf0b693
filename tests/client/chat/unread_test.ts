import { type Client, connect } from "../../../client/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { notInstalled } from "../../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP } from "../../support/server/test_server.ts";
import { Terminal } from "../terminal.ts";
import { CHAT, SIZE } from "./chat.ts";

const PASSWORD = "correct horse";

async function until(client: Client, msg: string): Promise<void> {
  for await (const event of client) if (event.msg.includes(msg)) return;
}

gatedTest(
  "a registered name sees at the start what it hasn't read, and reads it (needs tmux)",
  notInstalled("tmux"),
  async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    await using bob = await connect(server.tcpUrl, { name: "bob", rooms: ["#tea"] });
    {
      await using ada = await connect(server.tcpUrl, { name: "ada", rooms: ["#tea"] });
      ada.command(`/register ${PASSWORD}`);
      await until(ada, "ada is yours now");
      ada.markRead("#tea", await bob.say("before", { to: "#tea" }));
      ada.command("/unread");
      await until(ada, "Nothing is unread.");
    }
    for (const text of ["one", "two, ada", "three"]) await bob.say(text, { to: "#tea" });
    await using terminal = await Terminal.open(
      `${CHAT} ada@${server.tcpUrl.slice(6)} --room '#tea' --room '#ops'`,
      { ...SIZE, env: { HUBBUB_PASSWORD: `'${PASSWORD}'` } },
    );
    await terminal.until("-- Unread: #tea 3 (1 for you).");
    await terminal.until("-- The last messages of #tea:");
    await terminal.until("[#ops | #lobby]\n#tea>");
    await terminal.until("[5] three");
    // The marker follows within a second.
    for (;;) {
      for (const key of ["/clear", "Enter", "/unread", "Enter"]) await terminal.press(key);
      const screen = await terminal.until(/^-- (?:Nothing is unread|Unread: )/m);
      if (screen.includes("Nothing is unread")) break;
    }
    for (const key of ["/switch #ops", "Enter"]) await terminal.press(key);
    await terminal.until("[#tea | #lobby]\n#ops>");
    await bob.say("four", { to: "#tea" });
    await terminal.until("[#tea 1 | #lobby]\n#ops>");
  },
);
