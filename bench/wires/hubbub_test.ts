import { assertEquals } from "@std/assert";
import { framesLittleEndian as wire } from "./hubbub.ts";
import type { PeerPlan } from "./wire.ts";

function plan(otherRooms: number): PeerPlan {
  return { name: "peer0000", room: "room0", speaker: -1, listens: true, otherRooms };
}

function roomsIn(bytes: Uint8Array<ArrayBuffer> | undefined): string[] {
  const text = new TextDecoder().decode(bytes ?? new Uint8Array());
  return [...text.matchAll(/\/join #(\w+)/g)].map(([, room]) => room);
}

Deno.test("a peer of many rooms joins them in steps, the room in which it speaks last", () => {
  const peer = plan(250);
  const rooms = roomsIn(wire.greeting(peer));
  assertEquals(rooms.length, 100);
  for (let readies = 1; readies <= wire.readies(peer); readies++) {
    rooms.push(...roomsIn(wire.more?.(peer, readies)));
    // No step comes before the one before it is answered: the welcome, then each room.
    assertEquals(rooms.length <= readies - 1 + 100, true);
  }
  assertEquals(rooms, [...Array.from({ length: 250 }, (_, index) => `other${index}`), "room0"]);
  assertEquals(wire.readies(peer), 252);
});

Deno.test("a peer of one room joins it at once", () => {
  assertEquals(roomsIn(wire.greeting(plan(0))), ["room0"]);
  assertEquals([1, 2].map((readies) => wire.more?.(plan(0), readies)), [undefined, undefined]);
});
