import { assertEquals } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { answerTo, historyOf, refusalOf } from "./changing.ts";

Deno.test("a pin is told to the room, listed by /pins, and shown with the message", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.says("the rules");
  ada.says("the address");
  bob.hears();
  assertEquals((await answerTo(ada, { msg: "/pin 2" })).map(({ msg }) => msg), [
    "Message 2 is pinned.",
  ]);
  assertEquals(bob.hears().map(({ event, of, msg }) => [event, of, msg]), [
    ["pin", 2, "(pinned message 2)"],
  ]);
  await answerTo(bob, { msg: "/pin 1" });
  await answerTo(ada, { edit: 1, msg: "the new rules" });
  const [pins] = (await answerTo(bob, { msg: "/pins" })).filter(({ event }) => event === "pins");
  assertEquals(pins.msg, "Pinned in #lobby: ada (no. 2): the address | ada (no. 1): the new rules");
  assertEquals((await historyOf(ada))[1], {
    seq: 2,
    name: "ada",
    msg: "the address",
    pinned: true,
  });
  await answerTo(bob, { msg: "/unpin 2" });
  await answerTo(ada, { delete: 1 });
  assertEquals((await answerTo(ada, { msg: "/pins" })).map(({ pins }) => pins), [[]]);
});

Deno.test("a pin has its errors", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  home.join("bob");
  ada.says("the rules");
  ada.says("for bob", { to: "bob" });
  await answerTo(ada, { msg: "/pin 1" });
  assertEquals(await refusalOf(ada, { msg: "/pin 1" }), "pin-unchanged");
  assertEquals(await refusalOf(ada, { msg: "/pin 2" }), "not-in-room");
  assertEquals(await refusalOf(ada, { msg: "/pin 9" }), "message-unknown");
  await answerTo(ada, { msg: "/unpin 1" });
  assertEquals(await refusalOf(ada, { msg: "/unpin 1" }), "pin-unchanged");
  assertEquals(ada.isRefused("/pin rules").code, "usage");
  ada.says("/part #lobby");
  assertEquals(ada.isRefused("/pins #lobby").code, "not-in-room");
});
