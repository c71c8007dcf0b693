import { assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

Deno.test("/rooms lists the rooms with how many are in each; an empty room is gone, the lobby never", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  assertEquals(ada.asks("/rooms").msg, "1 room: #lobby (1)");
  ada.says("/join #tea");
  assertObjectMatch(ada.asks("/rooms"), {
    event: "rooms",
    msg: "2 rooms: #lobby (1), #tea (1)",
    rooms: [{ room: "#lobby", count: 1 }, { room: "#tea", count: 1 }],
    count: 2,
  });
  ada.says("/part #tea");
  ada.says("/part #lobby");
  assertEquals(ada.asks("/rooms").msg, "1 room: #lobby (0)");
});

Deno.test("/join enters a room, talks there from then on, and tells the others", () => {
  const home = new MemoryHub();
  const [ada, bob, carol] = ["ada", "bob", "carol"].map((name) => home.join(name));
  ada.says("/join #tea");
  [ada, carol].forEach((one) => one.hears());
  assertObjectMatch(bob.asks("/join #tea"), {
    event: "join",
    msg: "You are in #tea and talk there now, with 1 other.",
    peer: "bob",
    to: "#tea",
    peers: ["ada", "bob"],
    count: 2,
  });
  assertEquals(ada.hearsNotices(), ["bob joined #tea"]);
  bob.says("in tea");
  const [message] = ada.hears();
  assertObjectMatch(message, { name: "bob", msg: "in tea", to: "#tea" });
  assertEquals(carol.hears(), []);
  bob.says("in the lobby", { to: "#lobby" });
  const [inLobby] = carol.hears();
  assertEquals([inLobby.msg, inLobby.to], ["in the lobby", undefined]);
});

Deno.test("/join of a room that the member is in makes it the current room, and tells nobody else", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #tea");
  ada.hears();
  bob.hears();
  assertObjectMatch(ada.asks("/join #lobby"), { event: "join", to: "#lobby", count: 2 });
  assertEquals(bob.hears(), []);
  ada.says("back");
  assertEquals(bob.hearsTexts(), ["ada: back"]);
});

Deno.test("/join without a room says how it is written", () => {
  assertEquals(new MemoryHub().join("ada").isRefused("/join").code, "usage");
});

Deno.test("/part leaves the current room or the one named, and goes back to the lobby", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [ada, bob]) one.says("/join #tea");
  bob.hears();
  assertEquals(ada.asks("/part").msg, "You left #tea; now you talk in #lobby.");
  assertObjectMatch(bob.hears()[0], { event: "leave", msg: "ada left #tea", peer: "ada" });
  bob.says("anybody?");
  assertEquals(ada.hears(), []);
  assertEquals(ada.isRefused("/part #tea").code, "not-in-room");
  assertEquals(ada.isRefused("/part #coffee").code, "room-unknown");
  assertEquals(ada.asks("/part").msg, "You left #lobby; now you are in no room.");
  const refusal = ada.isRefused("hello?");
  assertEquals(refusal.code, "not-in-room");
  assertStringIncludes(refusal.message, "/join #lobby");
});

Deno.test("/part of the only room that isn't the lobby talks in the room joined last", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  for (const line of ["/join #a", "/join #b", "/join #c", "/part #lobby"]) ada.says(line);
  assertEquals(ada.asks("/part").msg, "You left #c; now you talk in #b.");
});

Deno.test("a member may say something to a room that it isn't in, but not to a room that doesn't exist", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #tea");
  ada.hears();
  bob.says("knock", { to: "#tea" });
  assertEquals(ada.hearsTexts(), ["bob: knock"]);
  const refusal = bob.isRefused("knock", { to: "#coffee" });
  assertEquals(refusal.code, "room-unknown");
  assertStringIncludes(refusal.message, "/join #coffee opens it");
});
