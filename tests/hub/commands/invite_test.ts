import { assertEquals } from "@std/assert";
import type { Signal } from "../../../hub/mod.ts";
import { MemoryHub } from "../../support/hub/memory_hub.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";

Deno.test("an invitation is a sentence for the guest, and a signal for peers that ask for those", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("Bob Q");
  const signals: Signal[] = [];
  const peer = Object.assign(new MemoryPeer(), { signal: (one: Signal) => signals.push(one) });
  home.hub.attach(peer, { name: "irc" }, home.nowMs);
  ada.says("/join #tea");
  bob.hears();
  assertEquals(ada.asks("/invite Bob Q").msg, '"Bob Q" is invited to #tea.');
  assertEquals(bob.hears().map(({ msg }) => msg), [
    "ada invites you to #tea: /join #tea goes there.",
  ]);
  signals.length = 0;
  ada.asks("/invite irc #tea");
  assertEquals(signals, [{ kind: "invite", name: "ada", peer: "irc", room: "#tea" }]);
  bob.says("/join #tea");
  assertEquals(ada.asks("/invite Bob Q #tea").msg, '"Bob Q" is in #tea already.');
});

Deno.test("/invite is refused without a guest, and by those who aren't in the room", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  bob.says("/join #tea");
  assertEquals(ada.isRefused("/invite").code, "usage");
  assertEquals(ada.isRefused("/invite eve").code, "peer-unknown");
  assertEquals(ada.isRefused("/invite echo").code, "peer-unknown");
  assertEquals(ada.isRefused("/invite bob #tea").code, "not-in-room");
  assertEquals(ada.isRefused("/invite bob #none").code, "room-unknown");
});
