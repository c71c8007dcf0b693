import { assertEquals, assertMatch } from "@std/assert";
import { within } from "../support/deadline.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { FrameworkClient } from "../support/peers/framework_client.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { notInstalled } from "../support/programs/installed.ts";
import { Program } from "../support/programs/program.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";

const noNetwork = missing(["net", "read", "env", "sys"]);

/** Lets a client join the lobby, where everybody else is. */
async function inLobby(server: TestServer, nick: string, options = {}): Promise<FrameworkClient> {
  const client = new FrameworkClient(server.tcpPort, nick, options);
  await client.first(({ kind }) => kind === "registered");
  client.framework.join("#lobby");
  await client.first((event) => event.kind === "join" && event.nick === nick);
  return client;
}

gatedTest(
  "irc-framework talks with a JSON peer, a browser's WebSocket and nc, in a room and directly",
  missing(PROCESS_PERMISSIONS) ?? noNetwork ?? notInstalled("nc"),
  async () => {
    await using server = await startTestServer(["--tcp", "0", "--web", "0"]);
    await using bob = await joinTcp(server, "bob");
    const browser = new WebSocket(`ws://127.0.0.1:${server.webPort}/ws`);
    const closed = new Promise((resolve) => browser.onclose = resolve);
    await new Promise((resolve) => browser.onopen = resolve);
    const heard = new Promise<string>((resolve) => {
      browser.onmessage = ({ data }) => {
        const { name, msg } = JSON.parse(data);
        if (name === "ada") resolve(msg);
      };
    });
    browser.send(JSON.stringify({ name: "eve" }));
    await bob.first(({ event, peer }) => event === "join" && peer === "eve");
    await using cat = new Program("nc", ["127.0.0.1", `${server.tcpPort}`]);
    await cat.type("/nick cat");
    await bob.first(({ event, now }) => event === "rename" && now === "cat");
    await using ada = await inLobby(server, "ada");
    const said = (nick: string) => ada.first((one) => one.kind === "privmsg" && one.nick === nick);

    ada.framework.say("#lobby", "grüße 瞎驴 👍");
    assertEquals((await bob.first(({ name }) => name === "ada")).msg, "grüße 瞎驴 👍");
    assertEquals(await within(heard, "the page to hear ada"), "grüße 瞎驴 👍");
    await cat.line(/ada.*grüße 瞎驴 👍/);
    await bob.say("你好 👩‍🔬");
    assertEquals((await said("bob")).message, "你好 👩‍🔬");
    browser.send(JSON.stringify({ msg: "狗哥 from a page" }));
    assertEquals((await said("eve")).message, "狗哥 from a page");
    await cat.type("from nc: ёж");
    assertEquals((await said("cat")).message, "from nc: ёж");

    ada.framework.action("#lobby", "waves");
    assertEquals((await bob.first(({ name }) => name === "ada")).msg, "* ada waves");
    await bob.say("/me waves back");
    const waved = await ada.first(({ kind }) => kind === "action");
    assertEquals([waved.nick, waved.message], ["bob", "waves back"]);
    ada.framework.say("bob", "between us 🤫");
    const direct = await bob.first(({ name }) => name === "ada");
    assertEquals([direct.msg, direct.to], ["between us 🤫", "bob"]);
    await bob.say("and back", "ada");
    const back = await said("bob");
    assertEquals([back.message, back.target], ["and back", "ada"]);
    browser.close();
    await closed;
  },
);

gatedTest("irc-framework reads what it missed when it comes back", noNetwork, async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  await using bob = await joinTcp(server, "bob");
  {
    await using _ada = await inLobby(server, "ada");
  }
  await bob.first(({ event, peer }) => event === "leave" && peer === "ada");
  await bob.publish("while you were away");
  await using ada = await inLobby(server, "ada");
  const missed = await ada.first(({ kind }) => kind === "privmsg");
  assertEquals([missed.nick, missed.message], ["bob", "while you were away"]);
  assertEquals(typeof missed.time, "number");
});

gatedTest("irc-framework logs in by SASL, and hears of a wrong password", noNetwork, async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  {
    await using owner = await joinTcp(server, "ada");
    await owner.ask({ msg: "/register opensesame" });
  }
  {
    const account = { account: "ada", password: "wrong" };
    await using wrong = new FrameworkClient(server.tcpPort, "ada", { account });
    assertMatch((await wrong.first(({ kind }) => kind === "sasl failed")).reason!, /fail/);
  }
  const account = { account: "ada", password: "opensesame" };
  await using right = new FrameworkClient(server.tcpPort, "ada", { account });
  assertEquals((await right.first(({ kind }) => kind === "loggedin")).account, "ada");
  assertEquals((await right.first(({ kind }) => kind === "registered")).nick, "ada");
});

gatedTest("irc-framework takes another nick, and hears why it is kicked", noNetwork, async () => {
  await using server = await startTestServer(["--tcp", "0"]);
  await using _bob = await joinTcp(server, "bob");
  const client = new FrameworkClient(server.tcpPort, "bob");
  await client.first(({ kind }) => kind === "nick in use");
  client.framework.changeNick("bobby");
  assertEquals((await client.first(({ kind }) => kind === "registered")).nick, "bobby");
  server.operator().type("/kick bobby too loud");
  const { reason } = await client.first(({ kind }) => kind === "irc error");
  assertMatch(reason!, /Kicked by the operator: too loud/);
  await client.closed;
});
