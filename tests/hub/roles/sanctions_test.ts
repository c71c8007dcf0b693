import { assertEquals, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { LedHub } from "./led_hub.ts";

/** Ada's room, with bob, who moderates it, and eve, who is a guest. */
function room() {
  const home = new LedHub(["ada", "bob", "cleo"]);
  const [ada, bob, eve] = [home.owner("ada"), home.owner("bob"), home.join("eve")];
  for (const one of [ada, bob, eve]) one.says("/join #ops");
  ada.says("/mod bob");
  for (const one of [ada, bob, eve]) one.hears();
  return { home, ada, bob, eve };
}

Deno.test("a muted peer reads but says, edits and reacts nothing there, by any way, until the end", async () => {
  const { home, bob, eve } = room();
  eve.says("before");
  const of = home.hub.history.lastSeq;
  bob.says("/mute eve 2 loud");
  assertEquals(eve.isRefused("hi").code, "muted");
  assertEquals(eve.isRefused("hi", { to: "#ops" }).code, "muted");
  assertEquals(eve.isRefused("/me waves").code, "muted");
  for (const message of [{ edit: of, msg: "x" }, { react: "👍", of }]) {
    eve.hears();
    eve.sends(message);
    assertEquals((await eve.hearsReplay()).map(({ error }) => error), ["muted"]);
  }
  eve.says("elsewhere", { to: "#lobby" });
  eve.says("/nick mallory");
  assertEquals(eve.isRefused("hi").code, "muted");
  home.advance(2 * 60_000);
  eve.says("after");
  bob.hears();
  bob.says("/mute mallory 2");
  bob.says("/unmute mallory");
  eve.says("free");
  assertEquals(bob.isRefused("/unmute mallory").code, "peer-unknown");
});

Deno.test("the hot path refuses a muted peer, too", () => {
  const { ada, eve, bob } = room();
  ada.says("/mute eve 2");
  bob.hears();
  let code: unknown;
  try {
    eve.saysCanonically("hi");
  } catch (error) {
    code = (error as { code?: string }).code;
  }
  assertEquals(code, "muted");
  assertEquals(bob.hearsTexts(), []);
});

Deno.test("slow mode lets each say one message in so many seconds; those who lead aren't slowed", () => {
  const { home, ada, bob, eve } = room();
  bob.says("/slow 10");
  eve.says("one");
  const refusal = eve.isRefused("two");
  assertEquals(refusal.code, "slow-mode");
  assertStringIncludes(refusal.message, "in 10 s");
  bob.says("one");
  bob.says("two");
  home.advance(9_999);
  assertEquals(eve.isRefused("two").code, "slow-mode");
  home.advance(1);
  eve.says("two");
  ada.says("/slow 0");
  eve.says("three");
  assertEquals(eve.isRefused("/slow 5").code, "not-moderator");
  for (const bad of ["", "3601", "x", "-1"]) {
    assertEquals(ada.isRefused(`/slow ${bad}`).code, "usage");
  }
});

Deno.test("/kick puts a peer out of the room, and its connection lives", () => {
  const { ada, bob, eve } = room();
  assertEquals(eve.isRefused("/kick bob").code, "not-moderator");
  bob.says("/kick eve no shouting");
  const told = { event: "leave", peer: "eve", to: "#ops", by: "bob", reason: "no shouting" };
  assertObjectMatch(eve.hears()[0], told);
  assertObjectMatch(ada.hears()[0], told);
  assertEquals(eve.peer.closed, undefined);
  assertEquals([...eve.member.rooms].map(({ name }) => name), ["#lobby"]);
  eve.says("/join #ops");
  assertEquals(bob.isRefused("/kick cleo").code, "peer-unknown");
  assertEquals(bob.isRefused("/kick").code, "usage");
});

Deno.test("a ban keeps a peer out of one room, also after a lost connection, until it is lifted or over", () => {
  const home = new LedHub(["ada"]);
  const ada = home.owner("ada");
  const eve = home.arrive({ name: "eve" });
  const [{ session }] = eve.hears() as unknown as { session: string }[];
  for (const one of [ada, eve]) one.says("/join #ops");
  eve.leaves();
  ada.says("/ban eve 5 spam");
  const back = home.arrive({ name: "eve", session });
  assertEquals([...back.member.rooms].map(({ name }) => name), ["#lobby"]);
  const refusal = back.isRefused("/join #ops");
  assertEquals(refusal.code, "room-banned");
  assertEquals(refusal.message, "You are banned from #ops for 5 min from now: spam.");
  assertEquals(back.isRefused("hi", { to: "#ops" }).code, "room-banned");
  assertObjectMatch(ada.asks("/bans"), { event: "bans", count: 1 });
  ada.says("/unban eve");
  back.says("/join #ops");
  ada.says("/ban eve 5");
  assertEquals(back.isRefused("/join #ops").code, "room-banned");
  home.advance(5 * 60_000);
  back.says("/join #ops");
});

Deno.test("nobody mutes, kicks or bans somebody of the same rank or above", () => {
  const { home, ada, bob } = room();
  const operator = home.operator();
  for (const line of ["/mute ada 5", "/kick ada", "/ban bob 5", "/mute bob 5"]) {
    assertEquals(bob.isRefused(line).code, "not-owner", line);
  }
  operator.says("/join #ops");
  assertEquals(ada.isRefused("/kick server").code, "not-owner");
  ada.says("/ban bob 5");
  assertEquals(bob.isRefused("/join #ops").code, "room-banned");
  ada.says("/mod bob");
  bob.says("/join #ops");
});

Deno.test("the operator's /kick and /ban are of the hub, and with a room of that room", () => {
  const { home, eve } = room();
  const operator = home.operator();
  operator.says("/kick #ops eve");
  assertEquals(eve.peer.closed, undefined);
  operator.says("/ban #ops eve 5");
  assertEquals(eve.isRefused("/join #ops").code, "room-banned");
  operator.says("/kick eve");
  assertEquals(eve.peer.closed?.code, "kicked");
});
