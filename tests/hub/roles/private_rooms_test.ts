import { assert, assertEquals } from "@std/assert";
import { LedHub } from "./led_hub.ts";
import type { Client } from "../../support/hub/memory_hub.ts";

const NAMES = ["ada", "bob"];

/** Ada's private room, with a message of hers, and a stranger. */
function hideout() {
  const home = new LedHub(NAMES);
  const [ada, bob, eve] = [home.owner("ada"), home.owner("bob"), home.join("eve")];
  ada.says("/join #hideout");
  ada.says("/room private");
  ada.says("under the mat");
  const seq = home.hub.history.lastSeq;
  for (const one of [ada, bob, eve]) one.hears();
  return { home, ada, bob, eve, seq };
}

/** The refusals of everything that a stranger can ask about a room, without the room's name. */
function refusals(eve: Client, room: string): string[] {
  const refused = [`/who ${room}`, `/part ${room}`, `/topic ${room}`, `/history ${room}`];
  refused.push(`/topic ${room} mine`, `/invite bob ${room}`, `/pins ${room}`, `/room ${room}`);
  refused.push(`/mod ${room} bob`, `/kick ${room} ada`, `/bans ${room}`, `/slow ${room} 3`);
  refused.push(`/search words in:${room}`, `/hook add ${room} ci`, `/unmod ${room}`);
  refused.push(`/mute ${room} ada 3`, `/unmute ${room} ada`, `/ban ${room} ada 3`);
  refused.push(`/unban ${room} ada`, `/room ${room} public`);
  const texts = refused.map((line) => eve.isRefused(line)).map(({ code, message }) =>
    `${code} ${message}`
  );
  const said = eve.isRefused("hi", { to: room });
  const direct = eve.isRefused("hi", { to: room.slice(1) });
  return [...texts, said.message, direct.message].map((text) =>
    text.replaceAll(room, "ROOM").replaceAll(room.slice(1), "NAME")
  );
}

Deno.test("everything that a stranger asks about a private room is answered as if it weren't there", () => {
  const { eve } = hideout();
  assertEquals(refusals(eve, "#hideout"), refusals(eve, "#xyzwvut"));
  // A misspelt name isn't corrected to that of the room.
  for (const line of ["/who #hideou", "/history #hideou", "/topic #hideou"]) {
    assert(!eve.isRefused(line).message.includes("#hideout"), line);
  }
  assert(!eve.isRefused("/join #hіdeout").message.includes("#hideout"));
  assertEquals(eve.asks("/rooms").rooms, [{ room: "#lobby", count: 3 }]);
});

Deno.test("a refused join doesn't tell a private room with somebody in it from an empty one", () => {
  const { ada, eve } = hideout();
  const full = eve.isRefused("/join #hideout");
  assertEquals(full.code, "room-unknown");
  ada.says("/part #hideout");
  assertEquals(eve.isRefused("/join #hideout").message, full.message);
});

Deno.test("a stranger reads, searches, changes and marks nothing in a private room", async () => {
  const { home, eve, seq } = hideout();
  for (
    const message of [
      { react: "👍", of: seq },
      { edit: seq, msg: "x" },
      { delete: seq },
      { msg: `/pin ${seq}` },
    ]
  ) {
    eve.sends(message);
    assertEquals((await eve.hearsReplay()).map(({ error }) => error), ["message-unknown"]);
  }
  eve.sends({ search: "mat" });
  assertEquals((await eve.hearsReplay()).map(({ count }) => count), [0]);
  eve.sends({ since: 0 });
  assert((await eve.hearsReplay()).every(({ msg }) => !msg.includes("mat")));
  const { records } = await home.hub.search.ofRooms({ search: "mat" });
  const { records: named } = await home.hub.search.ofRooms({ search: "mat", to: "#hideout" });
  assertEquals([records.length, named.length], [0, 0]);
});

Deno.test("an invitation lets a registered name in, also after it was away; guests can't be let in", () => {
  const { home, ada, bob, eve } = hideout();
  assertEquals(ada.isRefused("/invite eve").code, "not-registered");
  assertEquals(bob.isRefused("/join #hideout").code, "room-unknown");
  bob.leaves();
  ada.says("/invite bob");
  const back = home.owner("bob");
  assertEquals(back.asks("/who #hideout").peers, ["ada"]);
  back.says("/join #hideout");
  assertEquals(back.isRefused("/invite ada").code, "not-moderator");
  back.says("/part #hideout");
  ada.says("/kick bob");
  assertEquals(back.isRefused("/join #hideout").code, "room-unknown");
  ada.says("/room public");
  eve.says("/join #hideout");
});

Deno.test("those who are there stay: registered names may come back, guests may not", () => {
  const home = new LedHub(NAMES);
  const [ada, bob] = [home.owner("ada"), home.owner("bob")];
  const eve = home.arrive({ name: "eve" });
  const [{ session }] = eve.hears() as unknown as { session: string }[];
  for (const one of [ada, bob, eve]) one.says("/join #ops");
  ada.says("/room private");
  eve.says("still here");
  bob.says("/part #ops");
  bob.says("/join #ops");
  eve.leaves();
  const back = home.arrive({ name: "eve", session });
  assertEquals([...back.member.rooms].map(({ name }) => name), ["#lobby"]);
  assertEquals(back.isRefused("hi", { to: "#ops" }).code, "room-unknown");
});

Deno.test("a kick from a private room isn't undone by a session, nor by a text from outside", () => {
  const { ada, bob, home } = hideout();
  ada.says("/invite bob");
  bob.says("/join #hideout");
  ada.says("/kick bob");
  assertEquals(bob.isRefused("hi", { to: "#hideout" }).code, "room-unknown");
  bob.leaves();
  const again = home.owner("bob");
  assertEquals(again.isRefused("/join #hideout").code, "room-unknown");
});
