import { assert, assertEquals } from "@std/assert";
import type { Member } from "../../../hub/mod.ts";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

const ALL =
  "account-notify account-tag away-notify extended-join setname draft/message-redaction " +
  "userhost-in-names invite-notify message-tags server-time";
/** Names of 32 characters, as long as they may be. */
const NAME = (last: string) => `${"狗".repeat(31)}${last}`;
const ROOM = `#${"猫".repeat(31)}`;
/** The longest topic and away text. */
const LONG = (chars: number) => "驴 驴驴".repeat(chars).slice(0, chars);
const encoder = new TextEncoder();

/** Returns the lines that are longer than IRC's 512 bytes without their tags. */
function tooLong(lines: readonly string[]): string[] {
  return lines.filter((line) => encoder.encode(`${line.replace(/^@\S+ /, "")}\r\n`).length > 512);
}

Deno.test("no line is longer than 512 bytes, however long names, topics and reasons are", async () => {
  const context = memoryContext();
  const { hub } = context;
  const ada = await IrcClient.registered(context, NAME("a"), ALL);
  const ben = await IrcClient.registered(context, NAME("b"), ALL);
  const peer = new MemoryPeer();
  const cleo = hub.attach(peer, { name: NAME("c") }, 0) as Member;
  const says = async (message: Record<string, unknown>) => {
    hub.handle(cleo, message, 0);
    await hub.answered(cleo);
  };
  const rooms = Array.from({ length: 9 }, (_, i) => `#${NAME(String(i)).slice(1)}`);
  for (const room of [ROOM, ...rooms]) await says({ msg: `/join ${room}` });
  for (const client of [ada, ben]) client.sends(`JOIN ${ROOM}`);
  await says({ msg: `/away ${LONG(200)}` });
  await says({ msg: `/topic ${ROOM} ${LONG(300)}` });
  await says({ msg: LONG(2_000), to: ROOM });
  await says({ delete: hub.history.lastSeq, msg: LONG(2_000) });
  await says({ msg: `/part ${ROOM} ${LONG(300)}` });
  await says({ msg: `/join ${ROOM}` });
  ben.sends(`SETNAME :${LONG(100)}`, `AWAY :${LONG(140)}`, `PART ${ROOM} :${LONG(140)}`);
  const heard = [
    ...await ada.hears(),
    ...await ada.asks(
      "LIST",
      `TOPIC ${ROOM}`,
      `NAMES ${ROOM}`,
      `WHO ${ROOM}`,
      `WHO ${ROOM} %tcuhnfar,7`,
      `WHOIS ${NAME("b")}`,
      `WHOIS ${NAME("c")}`,
      `PRIVMSG ${NAME("c")} :there?`,
      `INVITE ${NAME("b")} ${ROOM}`,
      `USERHOST ${NAME("a")} ${NAME("b")} ${NAME("c")} ${NAME("a")} ${NAME("b")}`,
      `ISON ${NAME("a")} ${NAME("b")} ${NAME("c")} ${NAME("a")} ${NAME("b")}`,
      `MONITOR + ${NAME("b")},${NAME("c")},${NAME("d")},${NAME("e")}`,
      "MONITOR L",
    ),
    ...await ben.hears(),
  ];
  assertEquals(tooLong(heard), []);
  const commands = heard.map((line) => line.replace(/^(?:@\S+ )?:\S+ (\S+) .*/, "$1"));
  for (const command of ["TOPIC", "332", "322", "301", "352", "354", "319", "REDACT", "PART"]) {
    assert(commands.includes(command), command);
  }
});

Deno.test("a topic that doesn't fit into a line ends with a mark", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const cleo = context.hub.attach(new MemoryPeer(), { name: "cleo" }, 0) as Member;
  await ada.asks("JOIN #lobby");
  context.hub.handle(cleo, { msg: `/topic #lobby ${"驴".repeat(300)}` }, 0);
  assertEquals(await ada.hears(), [`:cleo!~u@hubbub TOPIC #lobby :${"驴".repeat(159)}…`]);
});
