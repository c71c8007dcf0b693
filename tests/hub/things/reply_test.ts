import { assertEquals } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo, refusalOf } from "./changing.ts";

Deno.test("a reply names the message that it answers, also in a replay", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("tea?");
  bob.hears();
  bob.says("yes", { re: 1 });
  assertEquals(ada.hears().filter(({ seq }) => seq === 2).map(({ re, msg }) => [re, msg]), [
    [1, "yes"],
  ]);
  ada.says("/history");
  assertEquals((await ada.hearsReplay()).map(({ re }) => re), [undefined, 1, undefined]);
});

Deno.test("/re answers a message by its number", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("tea?");
  bob.hears();
  await answerTo(bob, { msg: "/re 1 two sugars, please" });
  const [answer] = ada.hears().filter(({ seq }) => seq === 2);
  assertEquals([answer.re, answer.msg], [1, "two sugars, please"]);
  assertEquals(bob.isRefused("/re two sugars").code, "usage");
});

Deno.test("a reply to a message that doesn't exist yet is refused", async () => {
  const ada = new MemoryHub().join("ada");
  ada.says("tea?");
  assertEquals(ada.isRefused("to whom?", { re: 2 }).code, "message-unknown");
  assertEquals(await refusalOf(ada, { msg: "/re 2 to whom?" }), "message-unknown");
});

Deno.test("/me says what somebody does", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  bob.hears();
  ada.says("/me pours tea");
  assertEquals(bob.hearsTexts(), ["ada: * ada pours tea"]);
  assertEquals(ada.isRefused("/me").code, "usage");
});

Deno.test("/re answers where the message was said, whatever room the member talks in", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  const carol = home.join("carol");
  bob.says("in the lobby");
  bob.says("for ada", { to: "ada" });
  ada.says("for bob", { to: "bob" });
  ada.says("/join #tea");
  ada.says("in #tea");
  for (const client of [ada, bob, carol]) client.hears();
  for (const line of ["/re 1 one", "/re 2 two", "/re 3 //three", "/re 4 four"]) {
    assertEquals(await answerTo(ada, { msg: line }), []);
  }
  assertEquals(
    bob.hears().map(({ msg, to, re }) => [msg, to, re]),
    [["one", undefined, 1], ["two", "bob", 2], ["//three", "bob", 3]],
  );
  assertEquals(carol.hearsTexts(), ["ada: one"]);
  assertEquals(await refusalOf(ada, { msg: "/re 99 x" }), "message-unknown");
  await answerTo(ada, { msg: "/re 1 elsewhere", to: "carol", id: "r1" });
  assertEquals(carol.hearsTexts(), ["ada: elsewhere"]);
});
