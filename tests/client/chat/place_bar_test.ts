import { assertEquals } from "@std/assert";
import { placeBar } from "../../../programs/chat/view/place_bar.ts";
import { viewBar } from "../../../programs/chat/view/chat_view.ts";

Deno.test("places with mentions come first, then unread ones, then the other rooms", () => {
  const unread = [
    { place: "#tea", count: 2, mentions: 0 },
    { place: "bob", count: 1, mentions: 1 },
  ];
  const bar = placeBar({ rooms: ["#lobby", "#ops", "#Tea"], here: "#LOBBY", unread });
  assertEquals(bar, "bob 1 @1 | #tea 2 | #ops");
});

Deno.test("the bar has eight places, the number of further ones, and short counts", () => {
  const rooms = Array.from({ length: 11 }, (_, index) => `#r${index}`);
  const bar = placeBar({
    rooms,
    here: undefined,
    unread: [{ place: "#r9", count: 1_000, mentions: 0 }],
  });
  assertEquals(bar, "#r9 999+ | #r0 | #r1 | #r2 | #r3 | #r4 | #r5 | #r6 | +3");
});

Deno.test("a person in one room, with nothing unread, sees no bar", () => {
  assertEquals(placeBar({ rooms: ["#lobby"], here: "#lobby", unread: [] }), "");
});

Deno.test("a bar that is wider than the terminal is cut between characters, never wrapped", () => {
  const look = { hasColour: false, columns: 12 };
  assertEquals(viewBar("[#lobby 1 | #tea]", look), "[#lobby 1 |");
  assertEquals(viewBar("[#喝茶喝茶喝茶]", look), "[#喝茶喝茶");
  assertEquals(viewBar("[#tea\x1b[2J]\n", look), "[#tea] ");
});
