import { assertEquals, assertMatch } from "@std/assert";
import { IrcLines } from "../../cluster/irc_lines.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer } from "../../support/server/test_server.ts";

socketTest(
  "an IRC client that floods is read slower, and each of its lines is answered",
  async () => {
    await using server = await startTestServer(["--tcp", "0", "--rate", "500"]);
    await using ada = await IrcLines.join(server, "ada");
    await ada.connection.send(
      new TextEncoder().encode(Array.from({ length: 1_500 }, (_, i) => `PING ${i}`).join("\r\n")),
    );
    const pongs = await ada.until(/ :1499$/);
    assertEquals(pongs.map((line) => Number(line.split(" :")[1])), pongs.map((_, i) => i));
  },
);

socketTest(
  "an IRC line that is too long is refused with 417, and the client lives on",
  async () => {
    await using server = await startTestServer(["--tcp", "0"]);
    await using ada = await IrcLines.join(server, "ada");
    await using bob = await IrcLines.join(server, "bob");
    for (const sizeBytes of [600, 9_000, 60_000, 300_000]) {
      await ada.sends(`PRIVMSG #lobby :${"狗".repeat(sizeBytes / 3)}`);
      assertMatch(await ada.line(/ 417 /), / 417 ada :A line has at most 512 bytes/);
    }
    await ada.sends("PRIVMSG #lobby :short");
    const heard = (await bob.until(/short$/)).filter((line) => line.includes("PRIVMSG"));
    assertEquals(heard, [":ada!~u@hubbub PRIVMSG #lobby :short"]);
  },
);
