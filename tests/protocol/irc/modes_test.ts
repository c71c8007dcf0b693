import { assertEquals } from "@std/assert";
import { IrcClient } from "../../support/peers/irc_client.ts";
import { memoryContext } from "../../support/server/memory_context.ts";

Deno.test("an invisible nick is found by its name and in shared rooms, not by a mask", async () => {
  const context = memoryContext();
  const eve = await IrcClient.registered(context, "eve");
  const ada = await IrcClient.registered(context, "ada");
  const row = (channel: string) =>
    `:irc.hubbub 352 ada ${channel} ~eve hubbub irc.hubbub eve H :0 eve of the tests`;
  const end = (mask: string) => `:irc.hubbub 315 ada ${mask} :End of WHO list`;
  assertEquals(await ada.asks("WHO ev*"), [row("*"), end("ev*")]);
  assertEquals(await eve.asks("MODE eve +i"), [":eve!~u@hubbub MODE eve +i"]);
  assertEquals(await eve.asks("MODE EVE"), [":irc.hubbub 221 eve +i"]);
  assertEquals(await ada.asks("WHO ev*"), [end("ev*")]);
  assertEquals(await ada.asks("WHO eve"), [row("*"), end("eve")]);
  assertEquals(
    (await ada.asks("LUSERS"))[0].split(" :")[1],
    "There are 1 users and 1 invisible on 1 servers",
  );
  await eve.asks("JOIN #tea");
  await ada.asks("JOIN #tea");
  assertEquals(await ada.asks("WHO ev*"), [row("*"), end("ev*")]);
  await ada.asks("PART #tea");
  await eve.hears();
  assertEquals(await eve.asks("MODE eve -i"), [":eve!~u@hubbub MODE eve -i"]);
  assertEquals(await ada.asks("WHO ev*"), [row("*"), end("ev*")]);
});

Deno.test("a mode that is set already is no change, and an unknown one is refused", async () => {
  const context = memoryContext();
  const ada = await IrcClient.registered(context, "ada");
  await IrcClient.registered(context, "bob");
  assertEquals(await ada.asks("MODE ada"), [":irc.hubbub 221 ada +"]);
  assertEquals(await ada.asks("MODE ada -i"), []);
  const unknown = ":irc.hubbub 501 ada :The only mode of a nick here is i";
  assertEquals(await ada.asks("MODE ada +iw"), [unknown, ":ada!~u@hubbub MODE ada +i"]);
  assertEquals(await ada.asks("MODE ada +i"), []);
  assertEquals(await ada.asks("MODE bob +i"), [":irc.hubbub 502 ada :Others' modes are their own"]);
  assertEquals(await ada.asks("MODE eve"), [":irc.hubbub 401 ada eve :No such nick"]);
});
