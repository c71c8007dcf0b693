import { assertEquals, assertNotEquals, assertObjectMatch } from "@std/assert";
import { type Client, MemoryHub } from "../../support/hub/memory_hub.ts";

/** Comes back on another connection with an earlier connection's session. */
function comesBack(earlier: Client, name: string | undefined = earlier.name): Client {
  const { home, member } = earlier;
  return home.arrive({ ...(name !== undefined && { name }), session: member.session });
}

Deno.test("a peer that comes back with its session takes the name over from its ghost, and nobody notices", () => {
  const home = new MemoryHub();
  const [ghost, bob] = [home.join("ada"), home.join("bob")];
  ghost.says("/join #tea");
  bob.says("/join #tea");
  ghost.hears();
  bob.hears();
  const ada = comesBack(ghost);
  assertObjectMatch(ada.hears()[0], {
    event: "welcome",
    you: "ada",
    session: ghost.member.session,
  });
  assertEquals(ghost.peer.closed?.code, "replaced");
  assertEquals(bob.hears(), []);
  bob.says("in tea");
  bob.says("in the lobby", { to: "#lobby" });
  bob.says("direct", { to: "ada" });
  assertEquals(ada.hearsTexts(), ["bob: in tea", "bob: in the lobby", "bob: direct"]);
  assertEquals(ghost.hears(), []);
  ada.says("still where I talked");
  assertEquals(bob.hears()[0].to, "#tea");
});

Deno.test("the end of the ghost's connection changes nothing any more", () => {
  const home = new MemoryHub();
  const [ghost, bob] = [home.join("ada"), home.join("bob")];
  const ada = comesBack(ghost);
  bob.hears();
  ghost.leaves();
  assertEquals(bob.hears(), []);
  assertEquals(home.hub.directory.get("ada"), ada.member);
});

Deno.test("a ghost that was alone in its room doesn't take the room with it", () => {
  const home = new MemoryHub();
  const ghost = home.join("ada");
  ghost.says("/join #tea");
  const ada = comesBack(ghost);
  assertEquals(ada.asks("/rooms").msg, "2 rooms: #lobby (1), #tea (1)");
});

Deno.test("a peer that comes back in time is in its rooms again, which hear of it", () => {
  const home = new MemoryHub();
  const [first, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [first, bob]) one.says("/join #tea");
  first.says("/part #lobby");
  first.leaves();
  bob.hears();
  home.advance(3_600_000);
  const ada = comesBack(first);
  assertEquals(bob.hearsNotices(), ["ada joined #tea"]);
  ada.hears();
  bob.says("in the lobby", { to: "#lobby" });
  bob.says("in tea");
  assertEquals(ada.hearsTexts(), ["bob: in tea"]);
  ada.says("hello again");
  assertEquals(bob.hears()[0].to, "#tea");
});

Deno.test("a hello with a session needs no name", () => {
  const home = new MemoryHub();
  const first = home.join("ada");
  first.leaves();
  const peer = home.arrive({ session: first.member.session });
  assertEquals(peer.name, "ada");
});

Deno.test("a session ends a while after its peer left", () => {
  const home = new MemoryHub({ limits: { sessionTtlMs: 1_000 } });
  const first = home.join("ada");
  first.says("/join #tea");
  home.advance(5_000);
  first.leaves();
  home.advance(1_001);
  assertEquals(home.refusesHello({ session: first.member.session }).code, "name-missing");
  const ada = comesBack(first);
  assertNotEquals(ada.member.session, first.member.session);
  assertEquals(ada.asks("/who #lobby").peers, ["ada"]);
});

Deno.test("a session never expires while its peer is present", () => {
  const home = new MemoryHub({ limits: { sessionTtlMs: 1_000 } });
  const ghost = home.join("ada");
  home.advance(1_000_000);
  assertEquals(comesBack(ghost).member.session, ghost.member.session);
});

Deno.test("sessions of peers that left have a limit: the oldest are evicted", () => {
  const home = new MemoryHub({ limits: { maxSessions: 2 } });
  const left = ["a", "b", "c"].map((name) => home.join(name));
  for (const one of left) one.leaves();
  const sessions = left.map((one) => comesBack(one).member.session === one.member.session);
  assertEquals(sessions, [false, true, true]);
});

Deno.test("a session of another name is ignored: it takes nobody's place", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  const refusal = home.refusesHello({ name: "bob", session: ada.member.session });
  assertEquals(refusal.code, "name-taken");
  const carol = comesBack(ada, "carol");
  assertNotEquals(carol.member.session, ada.member.session);
  assertEquals([ada.peer.closed, bob.peer.closed], [undefined, undefined]);
});

Deno.test("a session that was never given out is ignored", () => {
  const home = new MemoryHub();
  home.join("ada");
  const session = "guessed";
  assertEquals(home.refusesHello({ name: "ada", session }).code, "name-taken");
  assertNotEquals(home.arrive({ name: "bob", session }).member.session, session);
});

Deno.test("a session follows its peer's changes of name", () => {
  const home = new MemoryHub();
  const ghost = home.join("ada");
  ghost.says("/nick countess");
  assertEquals(comesBack(ghost, "countess").member.session, ghost.member.session);
  assertEquals(ghost.peer.closed?.code, "replaced");
});

Deno.test("a session doesn't drive out another peer that has the name meanwhile", () => {
  const home = new MemoryHub();
  const first = home.join("ada");
  first.leaves();
  const second = home.join("ada");
  const refusal = home.refusesHello({ name: "ada", session: first.member.session });
  assertEquals(refusal.code, "name-taken");
  assertEquals(second.peer.closed, undefined);
});

Deno.test("a session comes back into a full hub, if it replaces its ghost", () => {
  const home = new MemoryHub({ limits: { maxPeers: 1 } });
  const ghost = home.join("ada");
  const ada = comesBack(ghost);
  assertEquals(home.refusesHello({ name: "bob" }).code, "peer-limit");
  ada.leaves();
  home.join("bob");
  assertEquals(home.refusesHello({ session: ghost.member.session }).code, "peer-limit");
});

Deno.test("rooms beyond the limit are left out when a peer comes back, and the peer comes in", () => {
  const home = new MemoryHub({ limits: { maxRooms: 2 } });
  const [first, bob] = [home.join("ada"), home.join("bob")];
  first.says("/join #tea");
  first.leaves();
  bob.says("/join #coffee");
  const ada = comesBack(first);
  ada.hears();
  assertEquals(ada.asks("/rooms").msg, "2 rooms: #lobby (2), #coffee (1)");
  ada.says("hello");
  assertEquals(bob.hearsTexts(), ["ada: hello"]);
  ada.leaves();
  assertEquals(home.hub.directory.get("ada"), undefined);
});

Deno.test("each welcome of a connection carries the same session, each connection its own", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  assertNotEquals(ada.member.session, bob.member.session);
  ada.hears();
  ada.sends({ heartbeat: 30 });
  assertEquals(ada.hears()[0].session, ada.member.session);
});
