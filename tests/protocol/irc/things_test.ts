import { assertEquals, assertMatch } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import type { ClientMessage, Member } from "../../../hub/mod.ts";

/** A hub with an IRC client and a peer that speaks JSON, both in #lobby. */
async function story(hello: ClientMessage = {}) {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "message-tags echo-message");
  const peer = new MemoryPeer();
  const bob = context.hub.attach(peer, { ...hello, name: "bob" }, 0) as Member;
  await ada.asks("JOIN #lobby");
  peer.heardSince();
  const says = async (message: ClientMessage) => {
    context.hub.handle(bob, message, 0);
    await context.hub.answered(bob);
    return await ada.hears();
  };
  const hears = () => {
    context.hub.flush();
    return peer.heardSince();
  };
  return { ada, says, hears };
}

Deno.test("a reply of an IRC client names the number of the message, and comes back with its tag", async () => {
  const { ada, says, hears } = await story();
  const [tea] = await says({ msg: "tea?" });
  assertMatch(tea, /^@msgid=e-1 :bob!\S+ PRIVMSG #lobby :tea\?$/);
  const [echo] = await ada.asks("@+draft/reply=e-1;+x=y PRIVMSG #lobby :yes");
  assertMatch(echo, /^@msgid=e-2;\+draft\/reply=e-1;\+x=y :ada!/);
  assertEquals(hears().map(({ re, msg, tags }) => [re, msg, tags]), [[1, "yes", "+x=y"]]);
});

Deno.test("an IRC client's reply to an unknown message keeps its tag as it is", async () => {
  const { ada, hears } = await story();
  await ada.asks("@+draft/reply=other-9 PRIVMSG #lobby :yes");
  assertEquals(hears().map(({ re, tags }) => [re, tags]), [[undefined, "+draft/reply=other-9"]]);
});

Deno.test("a reply in JSON has IRC's tag", async () => {
  const { says } = await story();
  await says({ msg: "tea?" });
  const [line] = await says({ msg: "or coffee?", re: 1 });
  assertMatch(line, /^@msgid=e-2;\+draft\/reply=e-1 :bob!/);
});

Deno.test("IRC clients and peers with JSON see each other type", async () => {
  const { ada, says, hears } = await story({ wants: ["typing"] });
  await ada.asks("@+typing=active TAGMSG #lobby", "@+typing=active TAGMSG #lobby");
  assertEquals(hears().map(({ event, peer, to }) => [event, peer, to]), [
    ["typing", "ada", "#lobby"],
  ]);
  const lines = await says({ isTyping: true });
  assertEquals(lines.length, 1);
  assertMatch(lines[0], /^@\+typing=active :bob!\S+ TAGMSG #lobby$/);
});

Deno.test("IRC clients read the new text of an edited message, and that one was deleted", async () => {
  const { ada, says } = await story();
  await says({ msg: "helo" });
  await ada.hears();
  const [edit] = await says({ msg: "/edit hello" });
  assertMatch(edit, /^@msgid=e-2;\+draft\/reply=e-1 :bob!\S+ PRIVMSG #lobby :hello \(edited\)$/);
  const [deleted] = await says({ delete: 1 });
  assertMatch(deleted, /^@msgid=e-3;\+draft\/reply=e-1 :bob!\S+ PRIVMSG #lobby :\(took back/);
});

Deno.test("a reaction of an IRC client is kept, and one in JSON is a TAGMSG", async () => {
  const { ada, says, hears } = await story({ wants: ["reactions"] });
  await says({ msg: "tea?" });
  const [echo] = await ada.asks("@+draft/react=👍;+draft/reply=e-1 TAGMSG #lobby");
  assertMatch(echo, /^@\+draft\/react=👍;\+draft\/reply=e-1 :ada!\S+ TAGMSG #lobby$/);
  assertEquals(hears().map(({ event, of, react }) => [event, of, react]), [["react", 1, "👍"]]);
  const [line] = await says({ react: "🎉", of: 1 });
  assertMatch(line, /^@msgid=e-3;\+draft\/reply=e-1;\+draft\/react=🎉 :bob!\S+ TAGMSG #lobby$/);
  await ada.asks("@+draft/unreact=👍;+draft/reply=e-1 TAGMSG #lobby");
  assertEquals(hears().map(({ undo, react }) => [undo, react]), [[true, "👍"]]);
});

const REDACTS = "message-tags echo-message draft/message-redaction";
const EVENTS = "draft/chathistory draft/event-playback";

/** Two IRC clients in #lobby with some capabilities, and a peer that speaks JSON. */
async function redaction(capabilities = REDACTS) {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", capabilities);
  const eve = await IrcClient.registered(context, "eve", REDACTS);
  const peer = new MemoryPeer();
  const bob = context.hub.attach(peer, { name: "bob" }, 0) as Member;
  await ada.asks("JOIN #lobby");
  await eve.asks("JOIN #lobby");
  await ada.hears();
  peer.heardSince();
  return { ada, eve, bob, context, heard: () => peer.heardSince() };
}

Deno.test("REDACT takes a message back, and tells why to clients that know it and in JSON", async () => {
  const { ada, eve, heard } = await redaction();
  await ada.asks("PRIVMSG #lobby :oops");
  await eve.hears();
  const line = ":ada!~u@hubbub REDACT #lobby e-1 :wrong channel";
  assertEquals(await ada.asks("REDACT #lobby e-1 :wrong channel"), [line]);
  assertEquals(await eve.hears(), [line]);
  const [, event] = heard();
  assertEquals([event.event, event.of, event.reason], ["delete", 1, "wrong channel"]);
  assertEquals(event.msg, "(took back message 1: wrong channel)");
});

Deno.test("a message that a peer with JSON deletes is a REDACT for clients that know it", async () => {
  const { ada, bob, context } = await redaction();
  context.hub.handle(bob, { msg: "oops" }, 0);
  context.hub.handle(bob, { delete: 1 }, 0);
  await context.hub.answered(bob);
  assertEquals((await ada.hears()).slice(1), [":bob!~u@hubbub REDACT #lobby e-1"]);
});

Deno.test("REDACT is refused in the words that clients know", async () => {
  const { ada, eve } = await redaction();
  await ada.asks("PRIVMSG #lobby :mine", "JOIN #tea");
  const refused = async (client: IrcClient, line: string) =>
    (await client.asks(line))[0].replace(/^:irc\.hubbub /, "").replace(/ :.*/, "");
  await eve.hears();
  assertEquals(await refused(eve, "REDACT #lobby e-1"), "FAIL REDACT REDACT_FORBIDDEN #lobby e-1");
  assertEquals(await refused(ada, "REDACT #tea e-1"), "FAIL REDACT UNKNOWN_MSGID #tea e-1");
  assertEquals(await refused(ada, "REDACT #lobby x-1"), "FAIL REDACT UNKNOWN_MSGID #lobby x-1");
  assertEquals(await refused(ada, "REDACT #none e-1"), "FAIL REDACT INVALID_TARGET #none");
  await ada.asks("REDACT #lobby e-1");
  assertEquals(await refused(ada, "REDACT #lobby e-1"), "FAIL REDACT UNKNOWN_MSGID #lobby e-1");
  const { ada: plain } = await redaction("message-tags");
  assertEquals(await refused(plain, "REDACT #lobby e-1"), "421 ada REDACT");
});

Deno.test("a direct message is taken back on both sides", async () => {
  const { ada, eve } = await redaction();
  await ada.asks("PRIVMSG eve :oops");
  await eve.hears();
  assertEquals(await ada.asks("REDACT eve e-1"), [":ada!~u@hubbub REDACT eve e-1"]);
  assertEquals(await eve.hears(), [":ada!~u@hubbub REDACT eve e-1"]);
});

Deno.test("the history has events for clients that ask for them, and sentences for others", async () => {
  const caps = `${REDACTS} ${EVENTS}`;
  const { ada, eve, bob, context } = await redaction(caps);
  for (const msg of ["kept", "oops"]) context.hub.handle(bob, { msg }, 0);
  context.hub.handle(bob, { react: "👍", of: 1 }, 0);
  context.hub.handle(bob, { delete: 2 }, 0);
  await context.hub.answered(bob);
  await ada.hears();
  const commands = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/^(?:@\S+ )?:\S+ (\S+).*/, "$1"));
  assertEquals(commands(await ada.asks("CHATHISTORY LATEST #lobby * 10")), [
    "PRIVMSG",
    "PRIVMSG",
    "TAGMSG",
    "REDACT",
  ]);
  await eve.hears();
  assertEquals(commands(await eve.asks("CHATHISTORY LATEST #lobby * 10")), [
    "PRIVMSG",
    "PRIVMSG",
    "PRIVMSG",
  ]);
});

Deno.test("the history of a talk has the reactions of both sides for clients that read events", async () => {
  const { ada, eve } = await redaction(`${REDACTS} server-time ${EVENTS}`);
  await ada.asks("PRIVMSG eve :one");
  await eve.asks("@+draft/react=👍;+draft/reply=e-1 TAGMSG ada");
  await eve.asks("PRIVMSG ada :two");
  await ada.asks("@+draft/react=👋;+draft/reply=e-3 TAGMSG eve");
  const said = (await ada.asks("CHATHISTORY LATEST eve * 10")).map((line) =>
    line.split("hubbub ")[1]
  );
  assertEquals(said, ["PRIVMSG eve :one", "TAGMSG ada", "PRIVMSG ada :two", "TAGMSG eve"]);
});
