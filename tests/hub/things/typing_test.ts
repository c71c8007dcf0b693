import { assertEquals } from "@std/assert";
import { TYPING_EVERY_MS } from "../../../hub/peers/typing.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

Deno.test("typing reaches those in the room that want it, and nobody keeps it", async () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob", { wants: ["typing"] });
  const carol = home.join("carol");
  for (const client of [ada, bob, carol]) client.hears();
  ada.sends({ isTyping: true });
  assertEquals(bob.hears(), [
    { name: "server", msg: "ada is typing", event: "typing", peer: "ada", to: "#lobby" },
  ]);
  for (const client of [ada, carol]) assertEquals(client.hears(), []);
  bob.says("/history");
  assertEquals((await bob.hearsReplay()).map(({ event }) => event), ["history"]);
});

Deno.test("typing to a peer reaches that peer alone, and one that isn't here is no mistake", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob", { wants: ["typing"] });
  const carol = home.join("carol", { wants: ["typing"] });
  for (const client of [bob, carol]) client.hears();
  ada.sends({ isTyping: true, to: "bob" });
  assertEquals(bob.hears().map(({ to }) => to), ["bob"]);
  assertEquals(carol.hears(), []);
  ada.sends({ isTyping: true, to: "dave" });
});

Deno.test("typing is told at most once in 3 s for each room", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/join #tea");
  const bob = home.join("bob", { wants: ["typing"] });
  bob.says("/join #tea");
  bob.hears();
  const heardAfter = (ms: number, to: string) => {
    home.advance(ms);
    ada.sends({ isTyping: true, to });
    return bob.hears().map((one) => one.to);
  };
  assertEquals(heardAfter(0, "#tea"), ["#tea"]);
  assertEquals(heardAfter(TYPING_EVERY_MS - 1, "#tea"), []);
  assertEquals(heardAfter(0, "#lobby"), ["#lobby"]);
  assertEquals(heardAfter(1, "#tea"), ["#tea"]);
});

Deno.test("a later hello says anew what its peer wants", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob", { wants: ["typing"] });
  bob.sends({ wants: ["presence"] });
  bob.hears();
  ada.sends({ isTyping: true });
  assertEquals(bob.hears(), []);
  ada.says("/away lunch");
  assertEquals(bob.hears(), [
    { name: "server", msg: "ada is away: lunch", event: "away", peer: "ada", away: "lunch" },
  ]);
  ada.says("/away");
  assertEquals(bob.hears().map(({ msg, away }) => [msg, away]), [["ada is back", undefined]]);
});
