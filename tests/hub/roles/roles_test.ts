import { assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import type { CharterRecord } from "../../../hub/mod.ts";
import { LedHub } from "./led_hub.ts";

const NAMES = ["ada", "bob", "cleo"];

Deno.test("a room that a registered name opens is that name's, and a guest's is nobody's", () => {
  const home = new LedHub(NAMES);
  const [ada, eve] = [home.owner("ada"), home.join("eve")];
  assertObjectMatch(ada.asks("/join #ops"), { event: "join", role: "owner" });
  assertObjectMatch(ada.asks("/room"), {
    event: "room",
    to: "#ops",
    owner: "ada",
    moderators: [],
    private: false,
    slow: 0,
    role: "owner",
  });
  assertEquals(eve.asks("/join #tea").role, undefined);
  assertEquals(eve.isRefused("/room").code, "not-operator");
  assertEquals(eve.isRefused("/kick ada").code, "not-operator");
  // A room that is open already stays nobody's.
  assertEquals(ada.asks("/join #tea").role, undefined);
  assertEquals(ada.isRefused("/room #lobby private").code, "not-operator");
});

Deno.test("an owner keeps its room while nobody is there, and it isn't somebody else's then", () => {
  const home = new LedHub(NAMES);
  const [ada, bob] = [home.owner("ada"), home.owner("bob")];
  ada.says("/join #ops");
  ada.says("/topic the deploy");
  ada.says("/part #ops");
  bob.hears();
  assertEquals(bob.asks("/join #ops").role, undefined);
  assertStringIncludes(bob.asks("/topic").msg, "the deploy");
  assertEquals(bob.isRefused("/topic mine").code, "not-moderator");
  assertEquals(bob.isRefused("/room private").code, "not-owner");
});

Deno.test("an owner names moderators, and hands the room over", () => {
  const home = new LedHub(NAMES);
  const [ada, bob, cleo] = NAMES.map((name) => home.owner(name));
  const eve = home.join("eve");
  for (const one of [ada, bob, cleo, eve]) one.says("/join #ops");
  assertEquals(bob.isRefused("/mod cleo").code, "not-owner");
  assertEquals(ada.isRefused("/mod eve").code, "not-registered");
  for (const one of [ada, bob, eve]) one.hears();
  ada.says("/mod Bob");
  for (const one of [ada, bob, eve]) {
    const [heard] = one.hears();
    assertObjectMatch(heard, { event: "room", change: "mod", peer: "bob", moderators: ["bob"] });
  }
  bob.says("/topic ours");
  assertEquals(bob.isRefused("/mod cleo").code, "not-owner");
  assertEquals(bob.isRefused("/kick ada").code, "not-owner");
  assertEquals(ada.isRefused("/mod bob").code, "usage");
  ada.says("/room owner cleo");
  assertObjectMatch(ada.asks("/room"), { owner: "cleo", moderators: ["bob", "ada"] });
  assertEquals(ada.isRefused("/unmod bob").code, "not-owner");
  ada.says("/unmod");
  cleo.says("/unmod bob");
  assertObjectMatch(eve.asks("/room"), { owner: "cleo", moderators: [] });
});

Deno.test("moderators take others' messages back and pin; others in the room don't", async () => {
  const home = new LedHub(NAMES);
  const [ada, bob] = [home.owner("ada"), home.owner("bob")];
  for (const one of [ada, bob]) one.says("/join #ops");
  bob.says("rude words");
  bob.hears();
  const seq = ada.hears().find(({ msg }) => msg === "rude words")!.seq!;
  bob.says(`/pin ${seq}`);
  assertEquals((await bob.hearsReplay()).map(({ error }) => error), ["not-moderator"]);
  ada.says(`/pin ${seq}`);
  assertStringIncludes((await ada.hearsReplay())[0].msg, "pinned");
  ada.says("mine");
  const own = bob.hears().find(({ msg }) => msg === "mine")!.seq!;
  bob.says(`/delete ${own}`);
  assertEquals((await bob.hearsReplay()).map(({ error }) => error), ["not-yours"]);
  ada.says(`/delete ${seq} be kind`);
  await ada.hearsReplay();
  assertObjectMatch(bob.hears()[0], { event: "delete", of: seq, reason: "be kind" });
});

Deno.test("a name that is given free leads no room any more, and a private one stays private", () => {
  const home = new LedHub(NAMES);
  const [ada, bob] = [home.owner("ada"), home.owner("bob")];
  ada.says("/join #ops");
  ada.says("/room private");
  ada.says("/mod bob");
  const operator = home.operator();
  operator.says("/drop ada");
  assertEquals(ada.isRefused("/mod cleo").code, "not-owner");
  assertEquals(bob.asks("/room #ops").owner, undefined);
  ada.leaves();
  assertEquals(home.join("ada").isRefused("/join #ops").code, "room-unknown");
  operator.says("/room #ops owner bob");
  assertEquals(bob.asks("/room #ops").role, "owner");
});

Deno.test("a room that is given up belongs to nobody, once it is public", () => {
  const home = new LedHub(NAMES);
  const ada = home.owner("ada");
  ada.says("/join #ops");
  ada.says("/room private");
  assertEquals(ada.isRefused("/room open").code, "usage");
  ada.says("/room public");
  ada.says("/room open");
  assertEquals(ada.isRefused("/room").code, "not-operator");
  assertEquals(home.hub.rooms.charters.get("#ops"), undefined);
});

Deno.test("rooms of a name, rooms in all, moderators and invitations have limits", () => {
  const limits = {
    maxOwnedRooms: 3,
    maxOwnedRoomsPerName: 2,
    maxModerators: 1,
    maxInvited: 1,
    maxRoomBans: 1,
  };
  const home = new LedHub([...NAMES, "dora"], { limits });
  const [ada, bob] = [home.owner("ada"), home.owner("bob")];
  const roles = ["#a", "#b", "#c"].map((room) => ada.asks(`/join ${room}`).role);
  assertEquals(roles, ["owner", "owner", undefined]);
  assertEquals(bob.asks("/join #d").role, "owner");
  assertEquals(bob.asks("/join #e").role, undefined);
  assertEquals(bob.isRefused("/room #d owner ada").code, "role-limit");
  ada.says("/mod #a bob");
  assertEquals(ada.isRefused("/mod #a cleo").code, "role-limit");
  ada.says("/room #a private");
  ada.says("/invite cleo #a");
  assertEquals(ada.isRefused("/invite dora #a").code, "role-limit");
  for (const word of ["mute", "ban"]) {
    ada.says(`/${word} #b cleo 5`);
    assertEquals(ada.isRefused(`/${word} #b dora 5`).code, "role-limit");
    ada.says(`/${word} #b cleo 6`);
  }
});

Deno.test("rules are given to the store, with ends in wall time, and are taken from it after a restart", () => {
  const kept = new Map<string, CharterRecord>();
  const store = () => ({
    kept: [...kept.values()],
    put: (record: CharterRecord) => Promise.resolve(void kept.set(record.fold, record)),
    drop: (fold: string) => Promise.resolve(void kept.delete(fold)),
  });
  const home = new LedHub(NAMES, { charters: store() });
  home.hub.wall.offsetMs = 60_000;
  const ada = home.owner("ada");
  home.join("eve");
  for (const line of ["/join #Ops", "/room private", "/mod bob", "/invite cleo", "/slow 7"]) {
    ada.says(line);
  }
  ada.says("/topic the deploy");
  ada.says("/mute eve 5 loud");
  ada.says("/ban eve 6");
  assertEquals(kept.get("#ops")!.mutes[0].untilMs, home.nowMs + 6 * 60_000);
  const again = new LedHub(NAMES, { charters: store() });
  const [bob, cleo, eve] = [again.owner("bob"), again.owner("cleo"), again.join("eve")];
  assertEquals(eve.isRefused("/join #ops").code, "room-unknown");
  cleo.says("/join #ops");
  assertObjectMatch(bob.asks("/join #ops"), { to: "#Ops", role: "moderator" });
  assertStringIncludes(cleo.asks("/topic").msg, "the deploy");
  assertObjectMatch(bob.asks("/room"), {
    owner: "ada",
    private: true,
    slow: 7,
    muted: ["eve"],
    banned: ["eve"],
    invited: ["cleo"],
  });
});
