import { assert, assertEquals } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

/** Ada's room, which she leads, and eve, who is a guest. */
async function led() {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  const eve = await IrcClient.registered(context, "eve");
  const { hub } = context;
  hub.accounts.register({ fold: "ada", name: "ada", createdMs: 0, sinceSeq: 0 }, "no hash");
  await ada.asks("JOIN #ops");
  await ada.hears();
  return { ada, eve, hub };
}

Deno.test("a private room shows to no IRC client outside", async () => {
  const { ada, eve, hub } = await led();
  hub.handle(hub.directory.get("ada")!, { msg: "/room private" }, Date.now());
  await ada.hears();
  for (const line of ["LIST", "WHOIS ada", "NAMES #ops", "TOPIC #ops", "MODE #ops", "WHO #ops"]) {
    const answers = await eve.asks(line);
    const shown = answers.filter((one) => /#ops/.test(one) && !/ (?:403|366|315) /.test(one));
    assertEquals(shown, [], line);
  }
  const [refused] = await eve.asks("JOIN #ops");
  assert(refused.includes(" 403 eve #ops :"), refused);
  assert((await ada.asks("LIST")).some((line) => line.includes("#ops")));
});

Deno.test("KICK by who leads a room puts a peer out, and all are told by KICK", async () => {
  const { ada, eve } = await led();
  await eve.asks("JOIN #ops");
  await ada.hears();
  const kick = ":ada!~u@hubbub KICK #ops eve :out";
  assert((await ada.asks("KICK #ops eve :out")).includes(kick));
  assertEquals((await eve.hears())[0], kick);
  await eve.asks("JOIN #ops");
  const [refused] = await eve.asks("KICK #ops ada");
  assert(refused.startsWith(":irc.hubbub 482 eve #ops :"), refused);
});
