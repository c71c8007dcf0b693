import { assertEquals } from "@std/assert";
import { Reading } from "../../../programs/chat/reading/reading.ts";

/** A person in the lobby, and the counts as `place count mentions`. */
function inLobby(): { readonly reading: Reading; readonly counts: () => string[] } {
  const reading = new Reading();
  reading.moveTo("#lobby");
  const counts = () =>
    reading.unread.map(({ place, count, mentions }) => `${place} ${count} ${mentions}`);
  return { reading, counts };
}

Deno.test("messages elsewhere are counted, with mentions apart", () => {
  const { reading, counts } = inLobby();
  reading.arrived({ place: "#tea", seq: 1, isForMe: false });
  reading.arrived({ place: "#Tea", seq: 2, isForMe: false });
  reading.arrived({ place: "bob", seq: 3, isForMe: true });
  reading.arrived({ place: "#lobby", seq: 4, isForMe: true });
  assertEquals(counts(), ["#tea 2 0", "bob 1 1"]);
});

Deno.test("a place that the person moves to is read up to its newest message", () => {
  const { reading, counts } = inLobby();
  reading.arrived({ place: "#tea", seq: 7, isForMe: false });
  reading.arrived({ place: "#lobby", seq: 8, isForMe: false });
  assertEquals(reading.moveTo("#TEA"), { left: { to: "#lobby", seq: 8 }, isHidden: false });
  assertEquals(reading.takeMarker(), { to: "#tea", seq: 7 });
  assertEquals([reading.takeMarker(), counts()], [undefined, []]);
});

Deno.test("a marker never goes back", () => {
  const { reading } = inLobby();
  reading.arrived({ place: "#lobby", seq: 9, isForMe: false });
  reading.arrived({ place: "#lobby", seq: 8, isForMe: false });
  assertEquals(reading.takeMarker(), { to: "#lobby", seq: 9 });
});

Deno.test("a room that the person has left isn't counted any more, a talk is", () => {
  const { reading, counts } = inLobby();
  reading.arrived({ place: "#tea", seq: 1, isForMe: false });
  reading.arrived({ place: "bob", seq: 2, isForMe: true });
  reading.keepRooms(["#lobby"]);
  assertEquals(counts(), ["bob 1 1"]);
});

Deno.test("the hub's counts replace those of here, and a replayed message isn't counted twice", () => {
  const { reading, counts } = inLobby();
  reading.arrived({ place: "#tea", seq: 5, isForMe: false });
  const places = [
    { to: "#tea", unread: 3, mentions: 1 },
    { to: "#lobby", unread: 2, mentions: 0 },
    { to: "bob", unread: 0, mentions: 0 },
  ];
  assertEquals(reading.counted(places, 10), 2);
  reading.arrived({ place: "#tea", seq: 9, isForMe: true });
  reading.arrived({ place: "#tea", seq: 11, isForMe: false });
  reading.arrived({ place: "#new", seq: 10, isForMe: false });
  assertEquals(counts(), ["#tea 4 1", "#new 1 0"]);
});

Deno.test("a place with messages that were never shown has no marker before they are", () => {
  const { reading } = inLobby();
  reading.counted([{ to: "#tea", unread: 3, mentions: 1 }], 10);
  assertEquals(reading.moveTo("#tea").isHidden, true);
  assertEquals(reading.hasMarker, false);
  reading.shown("#lobby", 9);
  reading.shown("#tea", 8);
  assertEquals(reading.takeMarker(), { to: "#tea", seq: 8 });
});
