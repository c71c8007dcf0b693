import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Terminal } from "../client/terminal.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { gatedTest } from "../support/gate.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { startTestServer } from "../support/server/test_server.ts";

const SIZE = { columns: 100, rows: 40 };

/** Starts irssi with its settings in a folder of its own. */
function startIrssi(home: string, port: number, nick: string): Promise<Terminal> {
  return Terminal.open(`irssi --home=${home} -c 127.0.0.1 -p ${port} -n ${nick}`, SIZE);
}

async function enter(terminal: Terminal, line: string): Promise<void> {
  await terminal.type(line);
  await terminal.press("Enter");
}

gatedTest(
  "irssi and a JSON peer talk both ways, in a room and directly (needs irssi and tmux)",
  notInstalled("irssi", "tmux"),
  async () => {
    await using server = await startTestServer(["--tcp", "0"]);
    await using home = new TempFolder();
    await using bob = await joinTcp(server, "Bob Q");
    await using irssi = await startIrssi(home.path, server.tcpPort, "ada");
    await irssi.until("End of message of the day");
    await enter(irssi, "/join #lobby");
    await bob.first(({ event, peer }) => event === "join" && peer === "ada");
    await irssi.until(/Bob\\_Q/);
    await bob.say("你好 👩‍🔬 from JSON");
    await irssi.until(/< ?Bob\\_Q> 你好 👩‍🔬 from JSON/);
    await enter(irssi, "grüße 瞎驴 👍");
    assertEquals((await bob.first(({ name }) => name === "ada")).msg, "grüße 瞎驴 👍");
    await enter(irssi, "/me waves");
    assertEquals((await bob.first(({ name }) => name === "ada")).msg, "* ada waves");
    await enter(irssi, "/msg Bob\\_Q between us");
    const direct = await bob.first(({ name }) => name === "ada");
    assertEquals([direct.msg, direct.to], ["between us", "Bob Q"]);
    await enter(irssi, "/query Bob\\_Q");
    await bob.say("and back", "ada");
    await irssi.until(/and back/);
    server.operator().type("/kick ada too loud");
    await enter(irssi, "/window 1");
    await irssi.until(/Kicked by the operator: too loud/);
  },
);

gatedTest(
  "irssi takes another nick where its own is taken, and sees what was said before (needs irssi and tmux)",
  notInstalled("irssi", "tmux"),
  async () => {
    await using server = await startTestServer(["--tcp", "0"]);
    await using home = new TempFolder();
    await using bob = await joinTcp(server, "bob");
    await bob.publish("said before");
    await using irssi = await startIrssi(home.path, server.tcpPort, "bob");
    await irssi.until(/Welcome, bob_/);
    await enter(irssi, "/join #lobby");
    await irssi.until(/< ?bob> said before/);
  },
);

gatedTest(
  "irssi logs in by SASL, and reads what it missed when it comes back (needs irssi and tmux)",
  notInstalled("irssi", "tmux"),
  async () => {
    await using server = await startTestServer(["--tcp", "0"]);
    await using home = new TempFolder();
    const owner = await joinTcp(server, "ada");
    await owner.ask({ msg: "/register opensesame" });
    await owner.connection.close();
    await using bob = await joinTcp(server, "bob");
    await using irssi = await Terminal.open(`irssi --home=${home.path} -! -n ada`, SIZE);
    await irssi.until("Irssi v");
    const sasl = "-sasl_mechanism PLAIN -sasl_username ada -sasl_password opensesame";
    await enter(irssi, `/network add ${sasl} hub`);
    await irssi.until("Network hub saved");
    await enter(irssi, `/server add -network hub 127.0.0.1 ${server.tcpPort}`);
    await irssi.until(/Server 127\.0\.0\.1 (?:added|saved)/);
    await enter(irssi, "/connect hub");
    await irssi.until("SASL authentication succeeded");
    // A /join before the hub's greeting is refused by irssi itself.
    await irssi.until("End of message of the day");
    await enter(irssi, "/join #lobby");
    await bob.first(({ event, peer }) => event === "join" && peer === "ada");
    await enter(irssi, "/disconnect hub");
    await bob.first(({ event, peer }) => event === "leave" && peer === "ada");
    await bob.publish("while you were away");
    await enter(irssi, "/window 1");
    await enter(irssi, "/clear");
    await enter(irssi, "/connect hub");
    await irssi.until("Welcome, ada");
    await enter(irssi, "/join #lobby");
    await irssi.until(/< ?bob> while you were away/);
  },
);

/** A WeeChat without a screen, which takes commands from a pipe and writes logs. */
class WeeChat implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;

  constructor(readonly folder: string, commands: readonly string[]) {
    const setUp = ["/set logger.file.flush_delay 0", "/set logger.file.fsync on", ...commands];
    this.#child = new Deno.Command("weechat-headless", {
      args: ["--dir", folder, ...setUp.flatMap((command) => ["--run-command", command])],
      stdin: "null",
      stdout: "null",
      stderr: "null",
      env: { LC_ALL: "C.UTF-8" },
    }).spawn();
  }

  /** Gives a command in a buffer, like `irc.hub.#lobby`. */
  async type(buffer: string, command: string): Promise<void> {
    const pipe = `${this.folder}/weechat_fifo_${this.#child.pid}`;
    await Deno.writeTextFile(pipe, `${buffer} *${command}\n`);
  }

  logOf(buffer: string): Promise<string> {
    return Deno.readTextFile(`${this.folder}/logs/${buffer}.weechatlog`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}

gatedTest(
  "WeeChat logs in by SASL, and talks with a JSON peer (needs weechat-headless)",
  notInstalled("weechat-headless"),
  async () => {
    await using server = await startTestServer(["--tcp", "0"]);
    await using folder = new TempFolder();
    const owner = await joinTcp(server, "ada");
    await owner.ask({ msg: "/register opensesame" });
    await owner.connection.close();
    await using bob = await joinTcp(server, "bob");
    await using weechat = new WeeChat(folder.path, [
      `/server add hub 127.0.0.1/${server.tcpPort}`,
      // The option's name until WeeChat 3.8, and its name since.
      "/set irc.server.hub.ssl off",
      "/set irc.server.hub.tls off",
      "/set irc.server.hub.nicks ada,eve",
      "/set irc.server.hub.autojoin #lobby",
      "/set irc.server.hub.sasl_username ada",
      "/set irc.server.hub.sasl_password opensesame",
      "/connect hub",
    ]);
    await bob.first(({ event, peer }) => event === "join" && peer === "ada");
    const [whois] = await bob.ask({ msg: "/whois ada" });
    assertEquals([whois.peer, whois.registered], ["ada", true]);
    await bob.say("你好 👩‍🔬");
    await roundTrip(server.tcpPort, "first");
    await weechat.type("irc.hub.#lobby", "grüße 瞎驴 👍");
    assertEquals((await bob.first(({ name }) => name === "ada")).msg, "grüße 瞎驴 👍");
    await weechat.type("irc.hub.#lobby", "/me waves");
    assertEquals((await bob.first(({ name }) => name === "ada")).msg, "* ada waves");
    await roundTrip(server.tcpPort, "second");
    assertStringIncludes(await weechat.logOf("irc.hub.#lobby"), "bob\t你好 👩‍🔬");
  },
);

gatedTest(
  "WeeChat takes another nick, talks directly, reads what it missed, and is kicked (needs weechat-headless)",
  notInstalled("weechat-headless"),
  async () => {
    await using server = await startTestServer(["--tcp", "0"]);
    await using folder = new TempFolder();
    await using bob = await joinTcp(server, "bob");
    await using weechat = new WeeChat(folder.path, [
      `/server add hub 127.0.0.1/${server.tcpPort}`,
      "/set irc.server.hub.ssl off",
      "/set irc.server.hub.tls off",
      "/set irc.server.hub.nicks bob,ada",
      "/set irc.server.hub.autojoin #lobby",
      "/connect hub",
    ]);
    const comes = () => bob.first(({ event, peer }) => event === "join" && peer === "ada");
    await comes();
    await bob.say("between us 🤫", "ada");
    await roundTrip(server.tcpPort, "first");
    assertStringIncludes(await weechat.logOf("irc.hub.bob"), "bob\tbetween us 🤫");
    await weechat.type("irc.hub.bob", "and back");
    const direct = await bob.first(({ name }) => name === "ada");
    assertEquals([direct.msg, direct.to], ["and back", "bob"]);
    await weechat.type("irc.server.hub", "/disconnect hub");
    await bob.first(({ event, peer }) => event === "leave" && peer === "ada");
    await bob.publish("while you were away");
    await weechat.type("irc.server.hub", "/connect hub");
    await comes();
    await roundTrip(server.tcpPort, "second");
    assertStringIncludes(await weechat.logOf("irc.hub.#lobby"), "bob\twhile you were away");
    server.operator().type("/kick ada too loud");
    const leave = await bob.first(({ event, peer }) => event === "leave" && peer === "ada");
    assertEquals(leave.reason, "Kicked by the operator: too loud.");
  },
);

/** Asks ada's program by CTCP, which it answers once it has shown what came before. */
async function roundTrip(port: number, asker: string): Promise<void> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const ask = `NICK ${asker}\r\nUSER asker 0 * :asker\r\nPRIVMSG ada :\x01PING 1\x01\r\n`;
  await conn.write(new TextEncoder().encode(ask));
  let heard = "";
  for (const decoder = new TextDecoder(); !heard.includes(`NOTICE ${asker} :\x01PING 1`);) {
    const chunk = new Uint8Array(4_096);
    const count = await conn.read(chunk);
    assert(count !== null, heard);
    heard += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
}
