import { assertEquals, assertMatch } from "@std/assert";
import type { Signal } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";

Deno.test("an absence is answered, and shown by /whois until the peer is back", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  bob.hears();
  assertEquals(ada.asks("/away lunch").msg, "You are away: lunch");
  assertMatch(bob.asks("/whois ada").msg, /, but away \(lunch\)\.$/);
  assertEquals(ada.asks("/away").msg, "You are back.");
  assertMatch(bob.asks("/whois ada").msg, / s\.$/);
});

Deno.test("only peers that ask for signals are told of an absence", () => {
  const home = new MemoryHub();
  const signals: Signal[] = [];
  const peer = Object.assign(new MemoryPeer(), { signal: (one: Signal) => signals.push(one) });
  home.hub.attach(peer, { name: "irc" }, home.nowMs);
  const ada = home.join("ada");
  const bob = home.join("bob");
  bob.hears();
  ada.says("/away lunch");
  assertEquals(bob.hears(), []);
  assertEquals(signals, [{ kind: "away", name: "ada", text: "lunch" }]);
});

Deno.test("a room's members hear the reason of a leave", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  bob.hears();
  ada.says("/part #lobby enough for today");
  assertEquals(bob.hears().map(({ msg, reason }) => [msg, reason]), [
    ["ada left #lobby: enough for today", "enough for today"],
  ]);
});

Deno.test("a text that no program should answer says so, and the hub's own peers keep quiet", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  for (const client of [ada, bob]) client.hears();
  ada.says("beep", { to: "bob", isNotice: true });
  assertEquals(bob.hears().map(({ msg, notice }) => [msg, notice]), [["beep", true]]);
  ada.says("beep", { to: "echo", isNotice: true });
  assertEquals(ada.hears(), []);
});
