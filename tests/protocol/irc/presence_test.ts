import { assertEquals } from "@std/assert";
import type { Member } from "../../../hub/mod.ts";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

Deno.test("a watched name's absence is told to those alone who ask for extended-monitor", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "extended-monitor away-notify setname");
  const eve = await IrcClient.registered(context, "eve", "away-notify setname");
  const cat = await IrcClient.registered(context, "cat", "extended-monitor");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, eve, cat]) await client.asks("MONITOR + ben");
  await ben.asks("AWAY :lunch", "SETNAME :Benedict");
  assertEquals(await ada.hears(), [
    ":ben!~u@hubbub AWAY :lunch",
    ":ben!~u@hubbub SETNAME :Benedict",
  ]);
  assertEquals(await eve.hears(), []);
  assertEquals(await cat.hears(), []);
});

Deno.test("a peer in two ways a neighbour is told of once", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "extended-monitor away-notify");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, ben]) await client.asks("JOIN #tea,#coffee");
  await ada.asks("MONITOR + ben");
  await ben.asks("AWAY :lunch");
  assertEquals(await ada.hears(), [":ben!~u@hubbub AWAY :lunch"]);
});

Deno.test("a newcomer's account, real name and absence are in its JOIN for those who ask", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "extended-join away-notify");
  const old = await IrcClient.registered(context, "old");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, old]) client.sends("JOIN #tea");
  for (const client of [ada, old]) await client.hears();
  await ben.asks("REGISTER * * opensesame", "AWAY :lunch", "JOIN #tea");
  assertEquals(await ada.hears(), [
    ":ben!~u@hubbub JOIN #tea ben :ben of the tests",
    ":ben!~u@hubbub AWAY :lunch",
  ]);
  assertEquals(await old.hears(), [":ben!~u@hubbub JOIN #tea"]);
});

Deno.test("a login is told to neighbours, and is on what its peer says, for those who ask", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada", "account-notify account-tag");
  const old = await IrcClient.registered(context, "old");
  const ben = await IrcClient.registered(context, "ben", "sasl");
  for (const client of [ada, old, ben]) client.sends("JOIN #tea");
  await ben.asks("REGISTER * * opensesame");
  for (const client of [ada, old]) await client.hears();
  ben.connection.detach(0);
  const again = await IrcClient.registered(context, "ben2", "sasl");
  await again.asks("JOIN #tea");
  for (const client of [ada, old]) await client.hears();
  await again.asks("AUTHENTICATE PLAIN", `AUTHENTICATE ${btoa("\0ben\0opensesame")}`);
  await again.asks("PRIVMSG #tea :back");
  assertEquals(await ada.hears(), [
    ":ben2!~u@hubbub ACCOUNT ben",
    "@account=ben :ben2!~u@hubbub PRIVMSG #tea :back",
  ]);
  assertEquals(await old.hears(), [":ben2!~u@hubbub PRIVMSG #tea :back"]);
});

Deno.test("a kicked peer reads why, and others in its room do, too", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, ben]) client.sends("JOIN #tea");
  for (const client of [ada, ben]) await client.hears();
  const sentence = "Kicked by the operator: too loud.";
  ben.connection.close({ code: "kicked", sentence });
  assertEquals(await ben.hears(), [`ERROR :Closing link: ${sentence}`]);
  ben.connection.detach(0);
  assertEquals(await ada.hears(), [`:ben!~u@hubbub QUIT :${sentence}`]);
});

Deno.test("KICK in a room that nobody leads changes nothing, and tells who can", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  for (const client of [ada, ben]) client.sends("JOIN #tea");
  await ben.hears();
  await ada.hears();
  assertEquals(await ada.asks("KICK #tea ben :out"), [
    ":irc.hubbub 482 ada #tea :Nobody leads #tea, so /kick and the like are for operators there: a registered name that opens a new room leads it.",
  ]);
  assertEquals(await ben.hears(), []);
});

Deno.test("colours and programs' questions don't reach peers that aren't IRC clients", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const peer = new MemoryPeer();
  const cleo = context.hub.attach(peer, { name: "cleo" }, 0) as Member;
  await ada.asks("JOIN #lobby");
  peer.heardSince();
  await ada.asks(
    "PRIVMSG cleo :\x01VERSION\x01",
    "NOTICE #lobby :\x01PING 1\x01",
    "PRIVMSG #lobby :\x01DCC SEND x 1 2\x01",
    "PRIVMSG #lobby :\x02bold\x02 \x0304,01red\x03 \x1ditalic\x0f \x04ff0000hex",
    "TOPIC #lobby :\x0304red",
  );
  await context.hub.answered(cleo);
  const heard = peer.heardSince();
  assertEquals(heard.map(({ msg }) => msg), ["bold red italic hex", "The topic of #lobby is: red"]);
});
