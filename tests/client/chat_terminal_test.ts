import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Client, connect } from "../../client/mod.ts";
import { needsProgram } from "./permission.ts";
import { TestServer } from "./server.ts";
import { Terminal } from "./terminal.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CHAT = `${Deno.execPath()} run -A ${ROOT}main.ts chat`;
const ONLINE = (screen: string) => /^#lobby>/m.test(screen);
const SIZE = { columns: 80, rows: 24 };

const options = needsProgram("tmux");

/** A conversation in a terminal, and somebody who hears it. */
class Chat implements AsyncDisposable {
  private constructor(
    readonly server: TestServer,
    readonly terminal: Terminal,
    readonly bob: Client,
  ) {}

  static async start(size = SIZE): Promise<Chat> {
    const server = await TestServer.start();
    const bob = await connect(server.tcp, { name: "bob" });
    const terminal = await Terminal.open(`${CHAT} ada@${server.tcp.slice(6)}`, size);
    await terminal.until(ONLINE);
    return new Chat(server, terminal, bob);
  }

  /** Ada's texts, up to one that she sends behind everything else. */
  async said(): Promise<string[]> {
    await this.terminal.press("Enter");
    await this.terminal.type("that was all");
    await this.terminal.press("Enter");
    const said: string[] = [];
    for await (const { msg } of this.bob.messages()) {
      if (msg.endsWith("that was all")) return said;
      said.push(msg);
    }
    throw new Error("The conversation ended.");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal[Symbol.asyncDispose]();
    await this.bob.close();
    await this.server[Symbol.asyncDispose]();
  }
}

for (const key of ["C-d", "C-c"]) {
  Deno.test(`${key} ends chat without a trace of an error (needs tmux)`, options, async () => {
    await using chat = await Chat.start();
    await chat.terminal.press(key);
    const screen = await chat.terminal.until("status 0");
    assertStringIncludes(screen, "-- Goodbye.");
    assert(!/Uncaught|\.ts:\d/.test(screen), screen);
  });
}

/** How often the screen says something. */
function times(screen: string, words: string): number {
  return screen.split(words).length - 1;
}

Deno.test(
  "the last words come once, the hub's goodbye included (needs tmux)",
  options,
  async () => {
    await using server = await TestServer.start();
    for (const url of [server.tcp, server.udp]) {
      await using terminal = await Terminal.open(`${CHAT} ${url} --name ada`, SIZE);
      await terminal.until(ONLINE);
      await terminal.press("/quit", "Enter");
      const screen = await terminal.until("status 0");
      assertEquals(times(screen, "Goodbye"), 1, screen);
    }
  },
);

Deno.test("a hub that goes down says so once (needs tmux)", options, async () => {
  const server = await TestServer.start();
  await using terminal = await Terminal.open(`${CHAT} ada@${server.tcp.slice(6)}`, SIZE);
  await terminal.until(ONLINE);
  await server.stop();
  const screen = await terminal.until("(offline");
  assertEquals(times(screen, "The server is going down."), 1, screen);
});

Deno.test("who is kicked hears it once (needs tmux)", options, async () => {
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

Deno.test("a signal ends chat, and gives the terminal back (needs tmux)", options, async () => {
  await using server = await TestServer.start();
  await using terminal = await Terminal.open("bash --norc --noprofile -i", SIZE);
  await terminal.type(`${CHAT} ada@${server.tcp.slice(6)}`);
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

Deno.test("pasted lines are one message, and no commands (needs tmux)", options, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  await terminal.type("look: ");
  await terminal.paste("one\ntwo\nthree\n");
  await terminal.until("look: one↵two↵three");
  assertEquals(await chat.said(), ["look: one\ntwo\nthree"]);
});

Deno.test("before many lines are sent there is a question (needs tmux)", options, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`).join("\n");
  await terminal.type("half ");
  await terminal.paste(lines);
  await terminal.until("Send 30 lines as one message? [y/N]");
  await terminal.type("n");
  await terminal.until("#lobby> half");
  await terminal.press("C-c");
  await terminal.paste(lines);
  await terminal.until("Send 30 lines as one message? [y/N]");
  await terminal.type("y");
  await terminal.until("line 29");
  assertEquals(await chat.said(), [lines]);
});

Deno.test("a pasted command is text, if it is sent at all (needs tmux)", options, async () => {
  await using chat = await Chat.start();
  const { terminal } = chat;
  await terminal.paste("/quit\n/nick eve\n");
  await terminal.until("Send 2 lines as one message? [y/N]");
  await terminal.type("y");
  await terminal.until("/nick eve");
  assertEquals(await chat.said(), ["/quit\n/nick eve"]);
});

Deno.test("what is refused comes back with the arrow keys (needs tmux)", options, async () => {
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

for (const columns of [50, 30, 120]) {
  Deno.test(
    `a window of ${columns} columns has no ghost of the line (needs tmux)`,
    options,
    async () => {
      await using chat = await Chat.start();
      const { terminal } = chat;
      await terminal.type("a line of words that is longer than the window will be in a moment");
      await terminal.until("in a moment");
      await terminal.resize(columns, 24);
      await chat.bob.say("now");
      const screen = await terminal.until("bob: now");
      assertEquals(screen.split("#lobby>").length, 2, screen);
      assertEquals(screen.split("a line of words").length, 2, screen);
    },
  );
}

Deno.test("each line names its room, for who is in several (needs tmux)", options, async () => {
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
});

Deno.test(
  "what is typed behind /join, /part and /switch reaches who is meant (needs tmux)",
  options,
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

Deno.test(
  "without a hub, what is typed behind /join waits for that room (needs tmux)",
  options,
  async () => {
    const first = await TestServer.start();
    const port = first.server.ports.tcp!;
    await using terminal = await Terminal.open(`${CHAT} ada@127.0.0.1:${port}`, SIZE);
    await terminal.until(ONLINE);
    await first.stop();
    await terminal.until("(offline");
    await terminal.press("/join #off", "Enter", "for them", "Enter");
    await terminal.until("+1) #off>");
    await using second = await TestServer.start("--tcp", String(port));
    await terminal.until((screen) => /^#off>/m.test(screen));
    await using bob = await connect(second.tcp, { name: "bob", rooms: ["#off"] });
    const texts = async (room: string) =>
      (await bob.history({ room })).messages.map(({ msg }) => msg);
    assertEquals([await texts("#off"), await texts("#lobby")], [["for them"], []]);
  },
);

Deno.test("/help is a list, with one command a line (needs tmux)", options, async () => {
  await using chat = await Chat.start({ columns: 80, rows: 40 });
  const { terminal } = chat;
  await terminal.type("/help");
  await terminal.press("Enter");
  await terminal.until((screen) => /^.*\/switch #room\|name +talk/m.test(screen));
  await terminal.until((screen) => /^.*\/who \[#room\] +who is here/m.test(screen));
});

Deno.test("a taken name names the flag that gives another (needs tmux)", options, async () => {
  await using server = await TestServer.start();
  await using _ada = await connect(server.tcp, { name: "ada" });
  await using terminal = await Terminal.open(`${CHAT} ada@${server.tcp.slice(6)}`, SIZE);
  const screen = await terminal.until("status 1");
  assertStringIncludes(screen, "--name NAME");
});

/** Without permission to run `ps` and `kill` the program stops itself; a task runner needs both. */
const FEW = `${Deno.execPath()} run --allow-net --allow-read --allow-write --allow-env`;
const WAYS = {
  "deno task chat": `cd ${ROOT} && ${Deno.execPath()} task chat`,
  "deno run with all permissions": CHAT,
  "deno run with few permissions": `${FEW} ${ROOT}main.ts chat`,
};

for (const [way, command] of Object.entries(WAYS)) {
  Deno.test(`Ctrl-Z stops ${way}, and fg brings it back (needs tmux)`, options, async () => {
    await using server = await TestServer.start();
    await using bob = await connect(server.tcp, { name: "bob" });
    await using terminal = await Terminal.open("bash --norc --noprofile -i", SIZE);
    await terminal.type(`${command} ada@${server.tcp.slice(6)}`);
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

Deno.test(
  "without a shell to come back to, Ctrl-Z doesn't stop chat (needs tmux)",
  options,
  async () => {
    await using chat = await Chat.start();
    const { terminal } = chat;
    await terminal.type("half typed");
    await terminal.press("C-z");
    await terminal.until("no shell here");
    assertEquals(await chat.said(), ["half typed"]);
  },
);
