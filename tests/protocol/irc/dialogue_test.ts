import { assert, assertEquals, assertMatch } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

/** The numbers and commands of lines, without tags and sources. */
function commandsOf(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^(?:@\S+ )?(?::\S+ )?/, "").split(" ")[0]);
}

const ALL_TAGS = "message-tags server-time";

Deno.test("a registration is greeted by the numbers in the order that clients expect", async () => {
  const client = new IrcClient(memoryContext());
  const lines = await client.asks("NICK ada", "USER ada 0 * :Ada");
  const numbers = commandsOf(lines);
  assertEquals(numbers.slice(0, 5), ["001", "002", "003", "004", "005"]);
  assertEquals(numbers.slice(-3), ["372", "372", "376"]);
  assert(numbers.indexOf("251") > numbers.lastIndexOf("005"));
  assert(numbers.indexOf("375") > numbers.indexOf("255"));
});

Deno.test("a registration waits for the end of the negotiation", async () => {
  const client = new IrcClient(memoryContext());
  const listed = commandsOf(await client.asks("CAP LS 302", "NICK ada", "USER a 0 * :A"));
  assertEquals([...new Set(listed)], ["CAP"]);
  assertEquals((await client.asks("CAP END"))[0].split(" ").slice(0, 3), [
    ":irc.hubbub",
    "001",
    "ada",
  ]);
});

Deno.test("a nick that is taken, or none, is refused, and the next one is welcome", async () => {
  const context = memoryContext();
  await IrcClient.registered(context, "ada");
  const client = new IrcClient(context);
  assertEquals(commandsOf(await client.asks("NICK ada")), ["433"]);
  assertEquals(commandsOf(await client.asks("NICK", "NICK 7up", "JOIN #tea")), [
    "431",
    "432",
    "451",
  ]);
  assertEquals(commandsOf(await client.asks("USER a 0 * :A", "NICK ben"))[0], "001");
});

Deno.test("a room's members hear a message once encoded, with what each has asked for", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", ALL_TAGS);
  const ben = await IrcClient.registered(context, "ben");
  const eve = await IrcClient.registered(context, "eve", "echo-message");
  for (const client of [ada, ben, eve]) client.sends("JOIN #tea");
  for (const client of [ada, ben, eve]) await client.hears();
  eve.sends("PRIVMSG #tea :\x0304red\x03 狗 👍");
  assertEquals(await eve.hears(), [":eve!~u@hubbub PRIVMSG #tea :red 狗 👍"]);
  assertEquals(await ben.hears(), [":eve!~u@hubbub PRIVMSG #tea :red 狗 👍"]);
  assertEquals(await ada.hears(), [
    "@time=1970-01-01T00:00:00.000Z;msgid=e-1 :eve!~u@hubbub PRIVMSG #tea :red 狗 👍",
  ]);
});

Deno.test("a label is on the echo, on a batch of several lines, and on an ACK", async () => {
  const client = await IrcClient.registered(
    memoryContext(),
    "ada",
    "labeled-response echo-message batch",
  );
  await client.asks("JOIN #tea");
  assertEquals(await client.asks("@label=1 PRIVMSG #tea :hi"), [
    "@label=1 :ada!~u@hubbub PRIVMSG #tea :hi",
  ]);
  assertEquals(await client.asks("@label=2 PONG x"), ["@label=2 :irc.hubbub ACK"]);
  const lines = await client.asks("@label=3 NAMES #tea");
  assertEquals(commandsOf(lines), ["BATCH", "353", "366", "BATCH"]);
  assertMatch(lines[0], /^@label=3 :irc\.hubbub BATCH \+(\S+) labeled-response$/);
  assertMatch(lines[1], /^@batch=\S+ /);
});

Deno.test("a long text comes in lines of at most 512 bytes, split between characters", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  await ada.asks("JOIN #tea");
  const { hub } = context;
  const peer = await IrcClient.registered(context, "ben", "echo-message");
  await peer.asks("JOIN #tea");
  await ada.hears();
  const text = "狗".repeat(400);
  hub.handle(peer.connection.member!, { msg: text, to: "#tea" }, 0);
  const lines = await ada.hears();
  assert(lines.length > 1);
  for (const line of lines) assert(new TextEncoder().encode(`${line}\r\n`).length <= 512);
  assertEquals(lines.map((line) => line.split(" :")[1]).join(""), text);
});

Deno.test("an ACTION is a line with asterisk and name for others, and an ACTION for IRC", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  await ada.asks("JOIN #tea");
  await ben.asks("JOIN #tea");
  await ada.hears();
  ben.sends("PRIVMSG #tea :\x01ACTION waves\x01");
  await ben.hears();
  assertEquals(await ada.hears(), [":ben!~u@hubbub PRIVMSG #tea :\x01ACTION waves\x01"]);
  const page = await context.hub.history.read({
    scopes: [{ scope: "#tea", after: 0 }],
    after: 0,
    limit: 9,
    limitBytes: 9_999,
  });
  const [{ json }] = page.records;
  assertEquals(JSON.parse(new TextDecoder().decode(json)).msg, "* ben waves");
});

Deno.test("a program's question reaches IRC clients, and is neither kept nor said to others", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  ben.sends("PRIVMSG ada :\x01VERSION\x01");
  assertEquals(await ada.hears(), [":ben!~u@hubbub PRIVMSG ada :\x01VERSION\x01"]);
  assertEquals(context.hub.history.lastSeq, 0);
});

Deno.test("a client that leaves the hub quits once, though two rooms were shared", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, ben]) await client.asks("JOIN #tea,#coffee");
  await ada.hears();
  ben.sends("QUIT :off to bed");
  ben.connection.detach(0);
  assertEquals(await ada.hears(), [":ben!~u@hubbub QUIT :off to bed"]);
  const again = await IrcClient.registered(context, "ben");
  await again.asks("JOIN #tea");
  again.connection.detach(0);
  assertEquals(commandsOf(await ada.hears()), ["JOIN", "QUIT"]);
});

Deno.test("a peer's name with a space is mapped everywhere, and reaches the peer", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const bob = await IrcClient.registered(context, "bob");
  context.hub.handle(bob.connection.member!, { name: "Bob Q" }, 0);
  await bob.hears();
  await bob.asks("JOIN #tea");
  assertEquals((await ada.asks("JOIN #tea"))[1], ":irc.hubbub 353 ada = #tea :Bob\\_Q ada");
  assertEquals((await ada.asks("WHOIS Bob\\_Q"))[0].split(" ").slice(0, 4), [
    ":irc.hubbub",
    "311",
    "ada",
    "Bob\\_Q",
  ]);
  await bob.hears();
  await ada.asks("PRIVMSG Bob\\_Q :hi");
  assertEquals(await bob.hears(), [":ada!~u@hubbub PRIVMSG Bob\\_Q :hi"]);
});

Deno.test("a newcomer gets a room's newest messages, in a batch and with their times", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  await ada.asks("JOIN #tea", "PRIVMSG #tea :one", "PRIVMSG #tea :two");
  const ben = await IrcClient.registered(context, "ben", `batch ${ALL_TAGS}`);
  const played = (await ben.asks("JOIN #tea")).slice(3);
  assertEquals(commandsOf(played), ["BATCH", "PRIVMSG", "PRIVMSG", "BATCH"]);
  assertMatch(played[0], /BATCH \+\S+ chathistory #tea$/);
  assertMatch(played[1], /^@batch=\S+;time=1970-01-01T00:00:00\.000Z;msgid=e-1 :ada!.* :one$/);
  const old = await IrcClient.registered(context, "eve");
  assertEquals((await old.asks("JOIN #tea")).slice(3), [
    ":ada!~u@hubbub PRIVMSG #tea :[1970-01-01 00:00] one",
    ":ada!~u@hubbub PRIVMSG #tea :[1970-01-01 00:00] two",
  ]);
});

Deno.test("a line that is too long or not in UTF-8 is refused with a word, and nothing is said", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "labeled-response");
  await ada.asks("JOIN #tea");
  const long = `PRIVMSG #tea :${"x".repeat(500)}`;
  assertEquals(commandsOf(await ada.asks(long)), ["417"]);
  assertEquals(commandsOf(await ada.asks(`@+a=${"x".repeat(4_096)} PRIVMSG #tea :x`)), ["417"]);
  const [head, tail] = ["@label=7 PRIVMSG #tea :", "hi"].map((text) =>
    new TextEncoder().encode(text)
  );
  ada.sendsBytes(Uint8Array.of(...head, 0xff, ...tail));
  assertMatch((await ada.hears())[0], /^@label=7 :irc\.hubbub FAIL PRIVMSG INVALID_UTF8 :/);
  assertEquals(context.hub.history.lastSeq, 0);
});

Deno.test("SASL proves a registered name, which then replaces its own older connection", async () => {
  const context = memoryContext();
  const owner = await IrcClient.registered(context, "ada");
  await owner.asks("JOIN #tea");
  const registered = await owner.asks("REGISTER * * opensesame");
  assertEquals(commandsOf(registered), ["REGISTER", "900"]);
  const stranger = new IrcClient(context);
  await stranger.asks("CAP REQ :sasl", "NICK ada", "USER a 0 * :A");
  const plain = (password: string) => btoa(`\0ada\0${password}`);
  assertEquals(commandsOf(await stranger.asks("AUTHENTICATE PLAIN")), ["AUTHENTICATE"]);
  assertEquals(commandsOf(await stranger.asks(`AUTHENTICATE ${plain("wrong password")}`)), ["904"]);
  await stranger.asks("AUTHENTICATE PLAIN");
  assertEquals(commandsOf(await stranger.asks(`AUTHENTICATE ${plain("opensesame")}`)), [
    "900",
    "903",
  ]);
  const greeting = commandsOf(await stranger.asks("CAP END"));
  assertEquals([greeting[0], greeting.at(-3), greeting.at(-1)], ["001", "JOIN", "366"]);
  assertEquals(owner.connection.closeReason?.code, "replaced");
});

Deno.test("a registered name without its password is taken", async () => {
  const context = memoryContext();
  const owner = await IrcClient.registered(context, "ada");
  await owner.asks("REGISTER * * opensesame");
  owner.connection.detach(0);
  const stranger = new IrcClient(context);
  assertEquals(commandsOf(await stranger.asks("NICK ada", "USER a 0 * :A")), ["433"]);
  const byPass = new IrcClient(context);
  assertEquals(
    commandsOf(await byPass.asks("PASS ada:opensesame", "NICK ada", "USER a 0 * :A"))[0],
    "001",
  );
});

Deno.test("those who share a room hear of an absence, and a message to the absent is answered", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "away-notify");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, ben]) await client.asks("JOIN #tea");
  await ada.hears();
  assertEquals(commandsOf(await ben.asks("AWAY :lunch")), ["306"]);
  assertEquals(await ada.hears(), [":ben!~u@hubbub AWAY :lunch"]);
  assertEquals(await ada.asks("PRIVMSG ben :there?"), [":irc.hubbub 301 ada ben :lunch"]);
  assertEquals(commandsOf(await ben.asks("AWAY")), ["305"]);
  assertEquals(await ada.hears(), [":ben!~u@hubbub AWAY"]);
});

Deno.test("tags of clients go to those that know tags, without a text and with one", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "message-tags");
  const ben = await IrcClient.registered(context, "ben", "message-tags echo-message");
  const old = await IrcClient.registered(context, "old");
  for (const client of [ada, ben, old]) await client.asks("JOIN #tea");
  for (const client of [ada, ben, old]) await client.hears();
  const tags = "+typing=active;+a/b=x\\sy\\:";
  const [echo] = await ben.asks(`@${tags};time=2020 TAGMSG #tea`);
  assert(/^@msgid=\S+;\+typing=/.test(echo));
  assert(echo.endsWith(`;${tags} :ben!~u@hubbub TAGMSG #tea`), echo);
  assertEquals(await ada.hears(), [echo]);
  assertEquals(await old.hears(), []);
  const said = "@msgid=e-1;+draft/reply=e-0 :ben!~u@hubbub PRIVMSG #tea :hi";
  assertEquals(await ben.asks("@+draft/reply=e-0 PRIVMSG #tea :hi"), [said]);
  assertEquals(await ada.hears(), [said]);
  assertEquals(await old.hears(), [":ben!~u@hubbub PRIVMSG #tea :hi"]);
});

Deno.test("a client's mark of what was read goes forward only, and its JOIN tells it", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "draft/read-marker");
  const [, marker] = await ada.asks("JOIN #tea");
  assertEquals(marker, ":irc.hubbub MARKREAD #tea *");
  const later = "timestamp=2026-11-21T06:00:00.000Z";
  const marked = `:irc.hubbub MARKREAD #tea ${later}`;
  assertEquals(await ada.asks(`MARKREAD #tea ${later}`), [marked]);
  assertEquals(await ada.asks("MARKREAD #TEA timestamp=2026-11-21T05:00:00.000Z"), [
    marked.replace("#tea", "#TEA"),
  ]);
  await ada.asks("PART #tea");
  assertEquals((await ada.asks("JOIN #tea"))[1], marked);
  const [missing] = await ada.asks("MARKREAD");
  assertMatch(missing, / FAIL MARKREAD NEED_MORE_PARAMS :/);
  const [wrong] = await ada.asks("MARKREAD #tea *");
  assertMatch(wrong, / FAIL MARKREAD INVALID_PARAMS #tea :/);
  ada.connection.detach(0);
  const next = await IrcClient.registered(context, "ada", "draft/read-marker");
  assertEquals(await next.asks("MARKREAD #tea"), [":irc.hubbub MARKREAD #tea *"]);
});

Deno.test("an invitation comes as such to IRC clients, and as a sentence to others", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  await ada.asks("JOIN #tea");
  assertEquals(await ada.asks("INVITE ben #tea"), [":irc.hubbub 341 ada ben #tea"]);
  assertEquals(await ben.hears(), [":ada!~u@hubbub INVITE ben #tea"]);
  const peer = new MemoryPeer();
  context.hub.attach(peer, { name: "json" }, 0);
  peer.heardSince();
  await ada.asks("INVITE json #tea");
  assertEquals(peer.heardSince().map(({ msg }) => msg), [
    "ada invites you to #tea: /join #tea goes there.",
  ]);
});

Deno.test("those that left are remembered, and a room tells its age", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  ben.connection.detach(0);
  assertEquals(
    (await ada.asks("WHOWAS ben"))[0],
    ":irc.hubbub 314 ada ben ~ben hubbub * :ben of the tests",
  );
  await ada.asks("JOIN #tea");
  assertEquals(await ada.asks("MODE #tea"), [
    ":irc.hubbub 324 ada #tea +",
    ":irc.hubbub 329 ada #tea 0",
  ]);
});

Deno.test("a watched name that comes and goes is told", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  assertEquals(await ada.asks("MONITOR + ben,eve"), [":irc.hubbub 731 ada :ben,eve"]);
  const ben = await IrcClient.registered(context, "ben");
  assertEquals(await ada.hears(), [":irc.hubbub 730 ada :ben!~u@hubbub"]);
  ben.connection.detach(0);
  assertEquals(await ada.hears(), [":irc.hubbub 731 ada :ben"]);
  await ada.asks("MONITOR - ben");
  await IrcClient.registered(context, "ben");
  assertEquals(await ada.hears(), []);
});

Deno.test("those in a room see whom somebody invites, if they ask for it", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben", "invite-notify");
  const cleo = await IrcClient.registered(context, "cleo");
  const eve = await IrcClient.registered(context, "eve");
  for (const client of [ada, ben, cleo]) client.sends("JOIN #tea");
  for (const client of [ada, ben, cleo]) await client.hears();
  assertEquals(commandsOf(await ada.asks("INVITE eve #tea")), ["341"]);
  assertEquals(await eve.hears(), [":ada!~u@hubbub INVITE eve #tea"]);
  assertEquals(await ben.hears(), [":ada!~u@hubbub INVITE eve #tea"]);
  assertEquals(await cleo.hears(), []);
});

Deno.test("a client that asks for no names gets those of a room when it wants them", async () => {
  for (const capability of ["no-implicit-names", "draft/no-implicit-names"]) {
    const ada = await IrcClient.registered(memoryContext(), "ada", capability);
    assertEquals(commandsOf(await ada.asks("JOIN #tea")), ["JOIN"]);
    assertEquals(commandsOf(await ada.asks("NAMES #tea")), ["353", "366"]);
  }
});
