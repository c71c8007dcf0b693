import { assertEquals } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { startArgs } from "../support/programs/hubbub_process.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { Program } from "../support/programs/program.ts";

const reason = missing(PROCESS_PERMISSIONS) ??
  notInstalled("python3");

const FLAGS = ["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"];

gatedTest(
  "the operator's prompt speaks as server, kicks, bans, and ends the server",
  reason,
  async () => {
    await using terminal = new Program("python3", [
      "tests/e2e/pseudo_terminal.py",
      Deno.execPath(),
      ...startArgs(FLAGS),
    ]);
    const line = await terminal.line(/listening on tcp /);
    const tcpPort = Number(/:(\d+)$/.exec(line)![1]);
    const ada = await joinTcp({ tcpPort }, "ada");
    await terminal.line(/ada joined #lobby/);

    await terminal.type("/help");
    await terminal.line(/ {2}\/kick name \[reason\] +\S/);

    await terminal.type("good morning");
    const [said] = (await ada.until(({ msg }) => msg === "good morning")).slice(-1);
    assertEquals(said.name, "server");
    await ada.say("good morning to you");
    await terminal.line(/ada: good morning to you/);

    // Ctrl-C on a line that is begun empties it, and ends nothing.
    await terminal.type("a slip of the pen\x03good evening");
    const [heard] = (await ada.until(({ msg }) => msg.endsWith("good evening"))).slice(-1);
    assertEquals(heard.msg, "good evening");

    await terminal.type("\x1b[200~/kick ada\nnow\x1b[201~y");
    await ada.until(({ msg }) => msg === "/kick ada\nnow");
    await terminal.line(/^#lobby> now/);
    await terminal.type("\x1b[200~ /kick ada\nlater\x1b[201~y");
    await ada.until(({ msg }) => msg === " /kick ada\nlater");

    await terminal.type("/join #ops");
    await terminal.line(/You are in #ops/);
    await terminal.type("/nick root");
    await terminal.line(/#ops> .*\/nick root/);
    await terminal.line(/server: The name at the server's terminal is always server/);
    await terminal.type("/part #ops");
    await terminal.line(/You left #ops/);
    await terminal.type("/part #lobby");
    await terminal.line(/#lobby> .*\/part #lobby/);
    await terminal.type("/join #lobby");
    await terminal.line(/\(no room\)> .*\/join #lobby/);

    await terminal.type("/kick ada too early");
    assertEquals((await ada.rest()).at(-1)?.reason, "kicked");
    await ada.connection.close();
    await terminal.line(/ada is kicked/);

    const eve = await joinTcp({ tcpPort }, "eve");
    await terminal.type("/ban eve 5 spam");
    assertEquals((await eve.rest()).at(-1)?.reason, "banned");
    await eve.connection.close();
    await terminal.type("/unban eve");
    await terminal.line(/eve may join again/);

    const again = await joinTcp({ tcpPort }, "eve");
    // The server asks before it ends for others, and another line takes the question back.
    await terminal.type("/quit");
    await terminal.line(/1 peer is here, and the server would end/);
    await terminal.type("never mind");
    await again.until(({ msg }) => msg === "never mind");
    await terminal.type("/quit");
    await again.say("not yet?");
    await terminal.line(/eve: not yet\?/);
    await terminal.type("/quit");
    assertEquals((await again.rest()).at(-1)?.reason, "shutdown");
    await again.connection.close();
    assertEquals((await terminal.ended()).code, 0);
  },
);
