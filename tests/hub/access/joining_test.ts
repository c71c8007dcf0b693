import { assertEquals, assertMatch, assertObjectMatch, assertStringIncludes } from "@std/assert";
import { MemoryHub } from "../../support/hub/memory_hub.ts";

Deno.test("a hello is answered with a welcome that tells all a client needs", () => {
  const home = new MemoryHub();
  home.join("ada").says("first");
  const [welcome, ...rest] = home.arrive({ name: "bob" }).hears();
  assertEquals(rest, []);
  assertEquals(welcome, {
    name: "server",
    msg: "Welcome, bob: 1 other is here. /help lists the commands.",
    event: "welcome",
    you: "bob",
    session: "token-2",
    peers: ["ada", "bob"],
    count: 2,
    seq: 1,
    epoch: "epoch-1",
  });
});

Deno.test("a welcome names at most 100 peers and counts all", () => {
  const home = new MemoryHub();
  for (let i = 0; i < 149; i++) home.join(`peer${i}`);
  const [welcome] = home.arrive({ name: "last" }).hears();
  assertEquals((welcome.peers as string[]).length, 100);
  assertEquals(welcome.count, 150);
  assertStringIncludes(welcome.msg, "149 others are here");
});

Deno.test("members of the lobby hear who joins and who leaves, and why", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  assertEquals(ada.hears(), [
    { name: "server", msg: "bob joined #lobby", event: "join", peer: "bob", to: "#lobby" },
  ]);
  bob.leaves("connection lost");
  assertEquals(ada.hears(), [{
    name: "server",
    msg: "bob left #lobby: connection lost",
    event: "leave",
    peer: "bob",
    to: "#lobby",
    reason: "connection lost",
    quit: true,
  }]);
  assertEquals(bob.hears(), []);
});

Deno.test("a name is free again once its peer has left, and leaving twice changes nothing", () => {
  const home = new MemoryHub();
  const first = home.join("ada");
  first.leaves();
  const second = home.join("ada");
  first.leaves();
  assertEquals(home.hub.directory.get("ada"), second.member);
});

Deno.test("a taken name is refused, and its owner notices nothing", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const refusal = home.refusesHello({ name: "ADA" });
  assertEquals(refusal.code, "name-taken");
  assertStringIncludes(refusal.message, '"ADA" is taken (by ada');
  assertEquals(ada.hears(), []);
  assertEquals(ada.peer.closed, undefined);
  assertEquals(home.hub.directory.get("ada"), ada.member);
  const bob = home.join("bob");
  bob.says("hello");
  assertEquals(ada.hearsTexts(), ["bob: hello"]);
});

Deno.test("a refused hello leaves no name behind", () => {
  const home = new MemoryHub();
  home.join("ada");
  for (const name of ["ada", "", "server", "#room", "a\u0007b", "x".repeat(33)]) {
    home.refusesHello({ name });
  }
  home.refusesHello({ msg: "no name" });
  home.refusesHello({ session: "never given out" });
  assertEquals([...home.hub.directory.values()].map(({ name }) => name), ["time", "echo", "ada"]);
});

Deno.test("a hello without a name is told how to send one", () => {
  const refusal = new MemoryHub().refusesHello({ msg: "hi" });
  assertEquals(refusal.code, "name-missing");
  assertStringIncludes(refusal.message, '{"name": "your name"}');
});

Deno.test("a rename is announced once to each neighbour and its author, after what was said before", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #tea");
  bob.says("/join #tea");
  [ada, bob].forEach((one) => one.hears());
  bob.says("as bob", { to: "#lobby" });
  bob.sends({ name: "carol", msg: "as carol" });
  const heard = ada.hears();
  assertEquals(heard.map(({ name, msg }) => [name, msg]), [
    ["bob", "as bob"],
    ["server", "bob is now carol"],
    ["carol", "as carol"],
  ]);
  assertObjectMatch(heard[1], { event: "rename", peer: "bob", now: "carol" });
  assertEquals(bob.hearsNotices(), ["bob is now carol"]);
  assertEquals(home.hub.directory.get("bob"), undefined);
  ada.says("psst", { to: "carol" });
  assertEquals(bob.hearsTexts(), ["ada: psst"]);
});

Deno.test("a rename to the same name in another case or form is no conflict", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("/nick Ada");
  assertEquals(ada.name, "Ada");
  ada.sends({ name: "e\u0301mile" });
  assertEquals(ada.name, "\u00e9mile");
  ada.hears();
  ada.sends({ name: "e\u0301mile", msg: "hi" });
  assertEquals(ada.hears(), [], "the decomposed form of a member's own name is no rename");
});

Deno.test("a rename to a taken, reserved or bad name changes nothing", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (const [name, code] of [["bob", "name-taken"], ["TIME", "name-reserved"]]) {
    assertEquals(ada.isRefused(`/nick ${name}`).code, code);
  }
  assertEquals(ada.isRefused("hi", { name: "#x" }).code, "name-invalid");
  assertEquals(ada.name, "ada");
  assertEquals([...ada.hears(), ...bob.hears()], []);
});

Deno.test("a peer in a full hub can still change its name", () => {
  const home = new MemoryHub({ limits: { maxPeers: 1 } });
  const ada = home.join("ada");
  ada.says("/nick bob");
  assertEquals(ada.name, "bob");
});

Deno.test("a heartbeat says nothing and disturbs nobody", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.sends({ name: "bob" });
  bob.sends({});
  assertEquals([...ada.hears(), ...bob.hears()], []);
});

Deno.test("a later hello that asks for something is welcomed again", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.sends({ name: "ada", heartbeat: 30 });
  const [welcome] = ada.hears();
  assertObjectMatch(welcome, { event: "welcome", you: "ada", session: ada.member.session });
});

for (
  const [title, announceLimit, heard] of [
    ["joins and leaves are announced up to the announce limit", 3, ["joined", "left"]],
    ["joins and leaves are announced to nobody above it", 2, []],
    ["a limit of 0 means never", 0, []],
  ] as const
) {
  Deno.test(`with 3 in a room and an announce limit of ${announceLimit}: ${title}`, () => {
    const home = new MemoryHub({ limits: { announceLimit } });
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    [ada, bob].forEach((one) => one.hears());
    const carol = home.join("carol");
    carol.leaves();
    for (const one of [ada, bob]) {
      assertEquals(one.hearsNotices().map((msg) => msg.split(" ")[1]), [...heard]);
    }
  });
}

Deno.test("a rename isn't announced in a room above the announce limit, but told to its author", () => {
  const home = new MemoryHub({ limits: { announceLimit: 1 } });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("/nick carol");
  assertEquals(ada.hears(), []);
  assertEquals(bob.hearsNotices(), ["bob is now carol"]);
});

Deno.test("a leave's reason is cut before the notice grows over what a frame can hold", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const bob = home.join("bob");
  ada.hears();
  bob.says(`/quit ${"漢".repeat(20_000)}`);
  bob.leaves(bob.peer.closed!.sentence);
  const [leave] = ada.hears();
  assertMatch(leave.msg, /^bob left #lobby: Goodbye: 漢+…$/);
  assertEquals(leave.event, "leave");
});

Deno.test("the operator is in the lobby as `server`, which nobody else can be", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  const operator = home.operator();
  operator.says("good morning");
  assertEquals(ada.hearsTexts(), ["server: good morning"]);
  ada.says("good morning to you");
  assertEquals(operator.hearsTexts(), ["ada: good morning to you"]);
});

Deno.test("everybody is told goodbye at the end, after what was said before", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("last words");
  const reason = { code: "shutdown", sentence: "Goodbye." } as const;
  home.hub.closeAll(reason);
  assertEquals(ada.peer.closed, reason);
  assertEquals(bob.peer.closed, reason);
  assertEquals(ada.hearsTexts(), ["bob: last words"]);
});
