import { assertEquals, assertMatch } from "@std/assert";
import { gatedTest } from "../support/gate.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { Chatter } from "../support/peers/chatter.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { IrcLines } from "./irc_lines.ts";
import { noNats } from "./nats_server.ts";
import { startTwoNodes } from "./two_nodes.ts";

gatedTest("typing is told on every node, to those that want it", noNats, async () => {
  await using nodes = await startTwoNodes();
  await using ada = await joinTcp(nodes.one, "ada");
  await using bob = new Chatter(await connectTcp(nodes.two, "json-lines"), "json");
  await bob.hello("bob", { wants: ["typing"] });
  await using cyn = await IrcLines.join(nodes.two, "cyn", "message-tags");
  for (const name of ["bob", "cyn"]) await ada.first(({ peer }) => peer === name);
  await ada.send({ typing: true });
  const { to, peer } = await bob.first(({ event }) => event === "typing");
  assertEquals([peer, to], ["ada", "#lobby"]);
  assertMatch(await cyn.line(/TAGMSG/), /^@.*\+typing=active\S* :ada!\S+ TAGMSG #lobby$/);
  await ada.send({ typing: true, to: "bob" });
  assertEquals((await bob.first(({ event }) => event === "typing")).to, "bob");
  await cyn.sends("@+typing=active TAGMSG ada", "@+typing=active TAGMSG #lobby");
  assertEquals((await bob.first(({ event }) => event === "typing")).peer, "cyn");
  // Nobody there heard the typing to another peer.
  await cyn.sends("PING end");
  assertEquals((await cyn.until(/PONG/)).filter((line) => line.includes("TAGMSG")), []);
});

gatedTest("programs of IRC and invitations reach a peer of another node", noNats, async () => {
  await using nodes = await startTwoNodes();
  await using ada = await IrcLines.join(nodes.one, "ada");
  await using bob = await IrcLines.join(nodes.two, "bob");
  await using cyn = await joinTcp(nodes.two, "cyn");
  await ada.line(/^:cyn\S* JOIN/);
  await ada.sends("PRIVMSG bob :\x01PING 7\x01", "JOIN #tea");
  assertEquals(await bob.line(/PRIVMSG/), ":ada!~u@hubbub PRIVMSG bob :\x01PING 7\x01");
  await bob.sends("NOTICE ada :\x01PING 7\x01");
  assertEquals(await ada.line(/NOTICE ada/), ":bob!~u@hubbub NOTICE ada :\x01PING 7\x01");
  await ada.sends("INVITE bob #tea", "INVITE cyn #tea");
  assertMatch(await bob.line(/INVITE/), /^:ada\S+ INVITE bob :?#tea$/);
  const { msg } = await cyn.first(({ event }) => event === "info");
  assertEquals(msg, "ada invites you to #tea: /join #tea goes there.");
});

gatedTest(
  "real names and absences are known on every node, later ones included",
  noNats,
  async () => {
    await using nodes = await startTwoNodes();
    await using ada = await IrcLines.join(nodes.one, "ada");
    await using bob = await IrcLines.join(nodes.two, "bob", "setname away-notify");
    await using cyn = new Chatter(await connectTcp(nodes.two, "json-lines"), "json");
    await cyn.hello("cyn", { wants: ["presence"] });
    await ada.line(/^:cyn\S* JOIN/);
    await bob.sends("WHOIS ada");
    assertMatch(await bob.line(/ 311 /), / ada ~ada hubbub \* :the real ada$/);
    await ada.sends("SETNAME :Countess Ada", "AWAY :at lunch");
    assertEquals(await bob.line(/SETNAME/), ":ada!~u@hubbub SETNAME :Countess Ada");
    assertEquals(await bob.line(/ AWAY/), ":ada!~u@hubbub AWAY :at lunch");
    assertEquals((await cyn.first(({ event }) => event === "away")).away, "at lunch");
    const three = await nodes.start("three");
    for (const node of [nodes.two, three]) {
      await using eve = await IrcLines.join(node, "eve");
      await eve.sends("WHOIS ada");
      assertMatch(await eve.line(/ 311 /), /:Countess Ada$/);
      assertMatch(await eve.line(/ 301 /), / ada :at lunch$/);
      await eve.sends("QUIT");
      await bob.line(/^:eve\S* QUIT/);
    }
  },
);

gatedTest("a watched name is told on every node, also when its node dies", noNats, async () => {
  await using nodes = await startTwoNodes();
  await using dies = new HubbubProcess(["--cluster", nodes.nats.url, "--web", "0"]);
  await using ada = await IrcLines.join(nodes.one, "ada");
  await ada.sends("MONITOR + bob");
  await ada.line(/ 731 /);
  await using _bob = await joinTcp({ tcpPort: await dies.tcpPort() }, "bob");
  assertMatch(await ada.line(/ 730 /), /730 ada :bob!\S+$/);
  dies.signal("SIGKILL");
  assertMatch(await ada.line(/ 731 /), /731 ada :bob$/);
});
