import { assertEquals } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

/** The bytes in front of a text that ada says in #tea, and the line end behind it. */
const AROUND_BYTES = ":ada!~u@hubbub PRIVMSG #tea :\r\n".length;
const ROOM_BYTES = 512 - AROUND_BYTES;

Deno.test("a line that others can't get whole is refused, and the longest one that fits isn't", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const ben = await IrcClient.registered(context, "ben");
  await ada.asks("JOIN #tea");
  await ben.asks("JOIN #tea");
  await ada.hears();
  for (const text of ["x".repeat(ROOM_BYTES), "x".repeat(ROOM_BYTES - 4) + "😃"]) {
    assertEquals(await ada.asks(`PRIVMSG #tea :${text}`), []);
    assertEquals(await ben.hears(), [`:ada!~u@hubbub PRIVMSG #tea :${text}`]);
  }
  const refusal = ":irc.hubbub 417 ada :With your name in front this line has 513 bytes, " +
    "and at most 512 arrive: say it in two";
  for (const text of ["x".repeat(ROOM_BYTES + 1), "x".repeat(ROOM_BYTES - 3) + "😃"]) {
    assertEquals(await ada.asks(`PRIVMSG #tea :${text}`), [refusal]);
  }
  assertEquals(await ada.asks(`NOTICE #tea :${"x".repeat(ROOM_BYTES + 2)}`), [refusal]);
  assertEquals(await ben.hears(), []);
});

Deno.test("the hub's commands go to server, and those of operators are refused to others", async () => {
  const ada = await IrcClient.registered(memoryContext(), "ada");
  assertEquals(await ada.asks("PRIVMSG server :/op ada"), [
    ":irc.hubbub NOTICE ada :/op is for operators: /whois tells if a name is one.",
  ]);
  assertEquals(await ada.asks("PRIVMSG server :/whois time"), [
    ":irc.hubbub NOTICE ada :time is part of the hub, always here.",
  ]);
});

Deno.test("the hub's answers to commands are notices, one for each line", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  context.hub.directory.get("ada")!.isOperator = true;
  assertEquals(await ada.asks("PRIVMSG Server :/ban eve 5"), [
    ":irc.hubbub NOTICE ada :eve is banned for 5 min; nobody of this name is here or registered: /who lists who is.",
  ]);
  await ada.asks("PRIVMSG server :/unban eve");
  const rows = await ada.asks("PRIVMSG server :/audit");
  assertEquals(rows.map((row) => row.replace(/ \S+Z /, " ")), [
    ":irc.hubbub NOTICE ada :1. ada: ban eve 5 min",
    ":irc.hubbub NOTICE ada :2. ada: unban eve",
  ]);
});

Deno.test("nobody becomes an operator, and OPER says so", async () => {
  const ada = await IrcClient.registered(memoryContext(), "ada");
  assertEquals(await ada.asks("OPER ada secret"), [
    ":irc.hubbub 491 ada :OPER makes nobody an operator: an operator of the hub names others with /op",
  ]);
  assertEquals(await ada.asks("OPER ada"), [
    ":irc.hubbub 461 ada OPER :Parameters are missing",
  ]);
});
