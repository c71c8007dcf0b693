import { assertEquals } from "@std/assert";
import { VirtualTimers } from "../../support/virtual_timers.ts";
import { ReadMarker } from "../../../programs/chat/reading/read_marker.ts";
import { Reading } from "../../../programs/chat/reading/reading.ts";

/** A person in the lobby and in #tea, with all markers that the hub is told of. */
function person(rooms: readonly string[] = ["#lobby", "#tea"]) {
  const told: unknown[] = [];
  const hidden: string[] = [];
  const reading = new Reading();
  const client = { rooms, markRead: (to: string, seq: number) => void told.push([to, seq]) };
  const marker = new ReadMarker(client, reading, (place) => hidden.push(place));
  marker.update("#lobby");
  const hears = (place: string, seq: number) => {
    reading.arrived({ place, seq, isForMe: false });
    marker.update("#lobby");
  };
  return { told, hidden, reading, marker, hears };
}

Deno.test("messages of one second share a marker", () => {
  using time = new VirtualTimers();
  const { told, hears } = person();
  for (const seq of [1, 2, 3]) hears("#lobby", seq);
  time.pass(999);
  assertEquals(told, []);
  time.pass(1);
  assertEquals(told, [["#lobby", 3]]);
  time.pass(60_000);
  hears("#lobby", 4);
  time.pass(1_000);
  assertEquals(told, [["#lobby", 3], ["#lobby", 4]]);
});

Deno.test("a place that the person leaves is marked at once, a lost room never", () => {
  using time = new VirtualTimers();
  const { told, marker, hears } = person();
  hears("#lobby", 1);
  marker.update("#tea");
  assertEquals(told, [["#lobby", 1]]);
  const lost = person(["#tea"]);
  lost.hears("#lobby", 1);
  lost.marker.update("#tea");
  time.pass(5_000);
  assertEquals(lost.told, []);
});

Deno.test("the end tells the hub what it doesn't know yet, and nothing after it", () => {
  using time = new VirtualTimers();
  const { told, marker, hears } = person();
  hears("#lobby", 1);
  marker.flush();
  marker.flush();
  hears("#lobby", 2);
  marker.stop();
  time.pass(5_000);
  assertEquals(told, [["#lobby", 1]]);
});

Deno.test("a place with messages that were never shown is told of, and not marked", () => {
  using time = new VirtualTimers();
  const { told, hidden, reading, marker } = person();
  reading.counted([{ to: "#tea", unread: 2, mentions: 0 }], 9);
  marker.update("#tea");
  time.pass(5_000);
  assertEquals([hidden, told], [["#tea"], []]);
  reading.shown("#tea", 9);
  marker.update("#tea");
  time.pass(1_000);
  assertEquals(told, [["#tea", 9]]);
});
