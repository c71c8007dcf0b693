import { assertEquals } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

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

Deno.test("/re answers a message by its number", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("tea?");
  bob.hears();
  bob.says("/re 1 two sugars, please");
  const [answer] = ada.hears().filter(({ seq }) => seq === 2);
  assertEquals([answer.re, answer.msg], [1, "two sugars, please"]);
  assertEquals(bob.isRefused("/re two sugars").code, "usage");
});

Deno.test("a reply to a message that doesn't exist yet is refused", () => {
  const ada = new MemoryHub().join("ada");
  ada.says("tea?");
  assertEquals(ada.isRefused("to whom?", { re: 2 }).code, "message-unknown");
  assertEquals(ada.isRefused("/re 2 to whom?").code, "message-unknown");
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
