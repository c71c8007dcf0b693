import { assertEquals } from "@std/assert";
import { Reading } from "../../../programs/chat/reading/reading.ts";

Deno.test("messages elsewhere are counted, with mentions apart and first", () => {
  const reading = new Reading();
  reading.moveTo("#lobby");
  reading.arrived({ place: "#tea", seq: 1, isForMe: false });
  reading.arrived({ place: "#Tea", seq: 2, isForMe: false });
  reading.arrived({ place: "bob", seq: 3, isForMe: true });
  reading.arrived({ place: "#lobby", seq: 4, isForMe: true });
  assertEquals(reading.summary(), "bob 1 @1, #tea 2");
});

Deno.test("a place that the person moves to is read up to its newest message", () => {
  const reading = new Reading();
  reading.moveTo("#lobby");
  reading.arrived({ place: "#tea", seq: 7, isForMe: false });
  reading.arrived({ place: "#lobby", seq: 8, isForMe: false });
  assertEquals(reading.moveTo("#TEA"), { to: "#lobby", seq: 8 });
  assertEquals(reading.takeMarker(), { to: "#tea", seq: 7 });
  assertEquals([reading.takeMarker(), reading.summary()], [undefined, ""]);
});

Deno.test("a marker never goes back", () => {
  const reading = new Reading();
  reading.moveTo("#lobby");
  reading.arrived({ place: "#lobby", seq: 9, isForMe: false });
  reading.arrived({ place: "#lobby", seq: 8, isForMe: false });
  assertEquals(reading.takeMarker(), { to: "#lobby", seq: 9 });
});

Deno.test("a room that the person has left isn't counted any more, a talk is", () => {
  const reading = new Reading();
  reading.moveTo("#lobby");
  reading.arrived({ place: "#tea", seq: 1, isForMe: false });
  reading.arrived({ place: "bob", seq: 2, isForMe: true });
  reading.keepRooms(["#lobby"]);
  assertEquals(reading.summary(), "bob 1 @1");
});

Deno.test("the summary has three places, the number of further ones, and short counts", () => {
  const reading = new Reading();
  for (let seq = 1; seq <= 1_000; seq++) reading.arrived({ place: "#a", seq, isForMe: false });
  for (const place of ["#b", "#c", "#d", "#e"]) {
    reading.arrived({ place, seq: 1_001, isForMe: false });
  }
  assertEquals(reading.summary(), "#a 999+, #b 1, #c 1, +2");
});
