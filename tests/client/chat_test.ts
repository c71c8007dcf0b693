import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { connect } from "../../client/mod.ts";
import { gatedTest, processTest } from "../support/gate.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";
import { Terminal } from "./terminal.ts";

/** The prompt of a person in the lobby; until the person is in, a state stands before it. */
const ONLINE = (screen: string) => /^#lobby>/m.test(screen);

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const CHAT = `${Deno.execPath()} run -A ${MAIN} chat`;

/** Each has hurt some terminal: it clears, moves, renames, writes elsewhere, or reverses text. */
const SEQUENCES = [
  "\x1b[2J\x1b[1;1HCSI",
  "\x9b2JC1",
  "\x1b]0;OWNED\x07title",
  "\x1b]52;c;T1dORUQ=\x07clipboard",
  "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
  "\x9d0;OWNED\x9ctitle8",
  '\x1bP$q"p\x1b\\dcs',
  "\x1b_apc\x1b\\\x1b^pm\x1b\\strings",
  "\x1bcreset",
  "\x1b[?1049halternate",
  "\x1b#8align",
  "\x1b(0charset",
  "\x0e\x0fshift",
  "\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\b\bback",
  "over\rwritten",
  "\u202eturned\u2066around",
  `z${"\u0301".repeat(500)}algo`,
  "two\nlines",
  "sep\u2028arated\x85here",
  "\x1b\x1b[31m[31mnested",
];

const cannotRun = notInstalled("tmux");

for (const [columns, rows] of [[80, 24], [40, 12]]) {
  gatedTest(
    `at ${columns}x${rows} what others send can't hurt the terminal (needs tmux)`,
    cannotRun,
    async () => {
      await using server = await startTestServer(TCP_AND_UDP);
      await using mallory = await connect(server.tcpUrl, { name: "mal\u200dlory" });
      await using terminal = await Terminal.open(`${CHAT} ada@${server.tcpUrl.slice(6)}`, {
        columns,
        rows,
      });
      await terminal.until(ONLINE);
      const title = await terminal.ask("#{pane_title}");
      await terminal.type("half typed 狗哥");
      await terminal.until("half typed 狗哥");
      for (const sequence of SEQUENCES) {
        await mallory.say(`${sequence} end`);
        await mallory.say(`${sequence} to you`, { to: "ada" });
      }
      await mallory.say("that was all");
      const screen = await terminal.until("that was all");
      assertStringIncludes(screen, "#lobby> half typed 狗哥");
      assertEquals(screen.split("#lobby>").length, 2, "the line being typed is there once");
      assertEquals(await terminal.ask("#{pane_title}"), title);
      assertEquals(await terminal.ask("#{alternate_on}"), "0");
      // Mallory's unread messages are counted in front of the room. Two cells for each of the wide
      // characters, and the cursor stands behind them, or at the beginning of the next row.
      const row = screen.split("\n").find((one) => one.includes("#lobby>"))!.trimEnd();
      const wide = "狗哥";
      assert(row.endsWith(`#lobby> half typed ${wide}`), row);
      const cells = (row.length + wide.length) % columns;
      assertEquals(await terminal.ask("#{cursor_x}"), String(cells));
      await terminal.press("Enter");
      await terminal.until((text) => /ada: half typed 狗哥/.test(text));
    },
  );

  gatedTest(
    `at ${columns}x${rows} a person talks, switches rooms and leaves (needs tmux)`,
    cannotRun,
    async () => {
      await using server = await startTestServer(TCP_AND_UDP);
      await using bob = await connect(server.tcpUrl, { name: "bob" });
      await using terminal = await Terminal.open(`${CHAT} ada@${server.tcpUrl.slice(6)}`, {
        columns,
        rows,
      });
      await terminal.until(ONLINE);
      await terminal.type("/join #tea");
      await terminal.press("Enter");
      await terminal.until("#tea>");
      await bob.join("#tea");
      await terminal.type("bo");
      await terminal.press("Tab");
      await terminal.until("#tea> bob:");
      await terminal.type("tea?");
      await terminal.press("Enter");
      for await (const { msg, to } of bob.messages()) {
        assertEquals([msg, to], ["bob: tea?", "#tea"]);
        break;
      }
      await bob.say("yes, Ada!");
      await terminal.until("yes, Ada!");
      assertStringIncludes(await terminal.colours(), "\x1b[1;7m");
      await terminal.type("/switch bob");
      await terminal.press("Enter");
      await terminal.until("bob>");
      await terminal.type("psst");
      await terminal.press("Enter");
      for await (const { msg, to } of bob.messages()) {
        assertEquals([msg, to], ["psst", "bob"]);
        break;
      }
      await terminal.type("/history #tea 5");
      await terminal.press("Enter");
      await terminal.until("That was all: 2.");
      await terminal.type("/quit");
      await terminal.press("Enter");
      await terminal.until("status 0");
    },
  );
}

gatedTest(
  "with NO_COLOR nothing is coloured, and mentions have a mark (needs tmux)",
  cannotRun,
  async () => {
    await using server = await startTestServer(TCP_AND_UDP);
    await using bob = await connect(server.tcpUrl, { name: "bob" });
    const size = { columns: 80, rows: 24, env: { NO_COLOR: "1" } };
    await using terminal = await Terminal.open(`${CHAT} ada@${server.tcpUrl.slice(6)}`, size);
    await terminal.until(ONLINE);
    await bob.say("ada, look");
    await terminal.until("ada, look");
    const colours = await terminal.colours();
    assert(!colours.includes("\x1b["), JSON.stringify(colours));
    assertStringIncludes(colours, "* ");
  },
);

gatedTest(
  "a lost connection shows in the prompt, and what was typed is sent later (needs tmux)",
  cannotRun,
  async () => {
    const first = await startTestServer(TCP_AND_UDP);
    const port = first.server.ports.tcp!;
    await using terminal = await Terminal.open(`${CHAT} ada@127.0.0.1:${port}`, {
      columns: 80,
      rows: 24,
    });
    await terminal.until(ONLINE);
    await first.stop();
    await terminal.until("(offline");
    await terminal.type("are you there?");
    await terminal.press("Enter");
    await terminal.until("+1) #lobby>");
    await using second = await startTestServer([...TCP_AND_UDP, "--tcp", String(port)]);
    await terminal.until(ONLINE);
    await using bob = await connect(second.tcpUrl, { name: "bob" });
    await terminal.until("bob joined #lobby");
    const { messages } = await bob.history();
    assertEquals(messages.map(({ name, msg }) => [name, msg]), [["ada", "are you there?"]]);
  },
);

processTest("without a terminal chat names pipe", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, "chat", "ada@127.0.0.1:1"],
    stdin: "null",
  }).output();
  assertEquals(code, 2);
  assertStringIncludes(new TextDecoder().decode(stderr), "use hubbub pipe");
});
