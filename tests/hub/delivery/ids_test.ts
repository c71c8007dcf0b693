import { assertEquals, assertObjectMatch } from "@std/assert";
import { isMessage, MemoryHub } from "../../support/hub/memory_hub.ts";
import { SlowHistory } from "../../support/hub/slow_history.ts";

Deno.test("a message with an id is acknowledged with its number, to the sender alone", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.says("hello", { id: "m1" });
  assertEquals(bob.hears(), [
    { name: "server", msg: "Message m1 is kept as 1.", event: "ack", id: "m1", seq: 1 },
  ]);
  const [heard, ...rest] = ada.hears();
  assertEquals([heard.msg, heard.seq, heard.id, rest], ["hello", 1, undefined, []]);
});

Deno.test("without an id nothing is acknowledged", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("hello");
  assertEquals(ada.hears(), []);
});

for (const [where, to] of [["a room", "#lobby"], ["one peer", "ada"]]) {
  Deno.test(`a retry to ${where} is acknowledged with the same number and routed once`, () => {
    const home = new MemoryHub();
    const [ada, bob] = [home.join("ada"), home.join("bob")];
    ada.hears();
    for (let i = 0; i < 3; i++) {
      bob.says("hello", { id: "m1", to });
      assertObjectMatch(bob.hears()[0], { event: "ack", id: "m1", seq: 1 });
    }
    bob.says("another", { id: "m2", to });
    assertObjectMatch(bob.hears()[0], { event: "ack", id: "m2", seq: 2 });
    assertEquals(ada.hearsTexts(), ["bob: hello", "bob: another"]);
  });
}

Deno.test("a retry within the turn, and one after a reconnect, are routed once too", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (let i = 0; i < 2; i++) bob.says("hello", { id: "m1" });
  bob.leaves();
  const again = home.join("bob", { session: bob.member.session });
  again.says("hello", { id: "m1" });
  assertObjectMatch(again.hears()[0], { event: "ack", seq: 1 });
  assertEquals(ada.hearsTexts(), ["bob: hello"]);
});

Deno.test("the same id of another author is another message", () => {
  const home = new MemoryHub();
  const [ada, bob, carol] = ["ada", "bob", "carol"].map((name) => home.join(name));
  ada.hears();
  bob.says("from bob", { id: "1" });
  carol.says("from carol", { id: "1" });
  assertEquals(ada.hearsTexts(), ["bob: from bob", "carol: from carol"]);
  assertEquals(bob.hears().find(({ event }) => event === "ack")?.seq, 1);
  assertEquals(carol.hears().find(({ event }) => event === "ack")?.seq, 2);
});

Deno.test("an id is forgotten when its time is over", () => {
  const home = new MemoryHub({ limits: { dedupWindowMs: 1_000 } });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (const ms of [0, 1_000, 1]) {
    home.advance(ms);
    bob.says(`after ${ms}`, { id: "m1" });
  }
  assertEquals(ada.hearsTexts(), ["bob: after 0", "bob: after 1"]);
});

Deno.test("remembered ids have a limit: the oldest is evicted", () => {
  const home = new MemoryHub({ limits: { dedupMaxEntries: 2 } });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (const id of ["a", "b", "c", "c", "b", "a"]) bob.says(id, { id });
  assertEquals(ada.hearsTexts(), ["a", "b", "c", "a"].map((id) => `bob: ${id}`));
});

Deno.test("an id that is used again is as young as its newest use", () => {
  const home = new MemoryHub({ limits: { dedupMaxEntries: 2, dedupWindowMs: 1_000 } });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (const [id, ms] of [["a", 600], ["b", 500], ["a", 0], ["c", 0], ["a", 0]] as const) {
    bob.says(id, { id });
    home.advance(ms);
  }
  assertEquals(ada.hearsTexts(), ["a", "b", "a", "c"].map((id) => `bob: ${id}`));
});

Deno.test("a refused message uses up neither its id nor a number", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  assertEquals(bob.isRefused("hello", { id: "m1", to: "nobody" }).code, "peer-unknown");
  assertEquals(bob.isRefused(" ", { id: "m1" }).code, "empty-message");
  assertEquals(bob.isRefused("x".repeat(70_000), { id: "m1" }).code, "message-too-large");
  bob.says("hello", { id: "m1" });
  assertEquals(ada.hears().filter(isMessage).map(({ seq, msg }) => [seq, msg]), [[1, "hello"]]);
});

Deno.test("/msg with an id is acknowledged like a message", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (let i = 0; i < 2; i++) bob.says("/msg ada psst", { id: "m1" });
  assertEquals(ada.hearsTexts(), ["bob: psst"]);
  assertEquals(bob.hears().map(({ event, seq }) => [event, seq]), [["ack", 1], ["ack", 1]]);
});

Deno.test("an ack waits until the message is persisted, while others hear the message at once", () => {
  const slow = new SlowHistory();
  const home = new MemoryHub({ history: slow });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.says("hello", { id: "m1" });
  assertEquals(ada.hearsTexts(), ["bob: hello"]);
  assertEquals(bob.hears(), []);
  slow.endAppends();
  assertObjectMatch(bob.hears()[0], { event: "ack", seq: 1 });
});

Deno.test("a message isn't acknowledged where the log fails", () => {
  const slow = new SlowHistory();
  const home = new MemoryHub({ history: slow });
  const bob = home.join("bob");
  bob.says("hello", { id: "m1" });
  bob.hears();
  slow.endAppends("the disk is full.");
  assertEquals(bob.hears(), [{
    name: "server",
    msg: "Message m1 was delivered as 1, but isn't kept yet: the disk is full.",
    event: "error",
    error: "history-unavailable",
    id: "m1",
    retry: true,
  }]);
});

Deno.test("a retry says a message anew that an outage swallowed, in canonical form or not", () => {
  const slow = new SlowHistory();
  const home = new MemoryHub({ history: slow });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  const sayings = [
    () => bob.says("hello", { id: "m1" }),
    () => bob.saysCanonically("hello", "m1"),
  ];
  for (const [i, say] of sayings.entries()) {
    const [first, second] = [2 * i + 1, 2 * i + 2];
    say();
    home.turn();
    slow.endAppends("the disk is full.");
    assertObjectMatch(bob.hears()[0], { error: "history-unavailable", id: "m1" });
    slow.givenUp = [first, first];
    for (let retry = 0; retry < 2; retry++) {
      say();
      home.turn();
      slow.endAppends();
      assertObjectMatch(bob.hears()[0], { event: "ack", id: "m1", seq: second });
    }
    assertEquals(ada.hears().map(({ seq }) => seq), [first, second]);
    slow.givenUp = [first, second];
  }
});

Deno.test("a message that is given up while its retry waits isn't acknowledged", () => {
  const slow = new SlowHistory();
  const home = new MemoryHub({ history: slow });
  const bob = home.join("bob");
  bob.says("hello", { id: "m1" });
  home.turn();
  slow.endAppends("the disk is full.");
  bob.hears();
  bob.says("hello", { id: "m1" });
  home.turn();
  slow.givenUp = [1, 1];
  slow.endAppends();
  assertObjectMatch(bob.hears()[0], { error: "history-unavailable", id: "m1" });
});

Deno.test("an ack for a member that has left meanwhile is sent to nobody", () => {
  const slow = new SlowHistory();
  const home = new MemoryHub({ history: slow });
  const bob = home.join("bob");
  bob.says("hello", { id: "m1" });
  home.turn();
  bob.leaves();
  slow.endAppends();
  assertEquals(bob.hears(), []);
});

Deno.test("ids that the log remembers make a retry safe over a restart", () => {
  const { nowMs: timeMs } = new MemoryHub();
  const history = new SlowHistory([{ author: "bob", id: "m1", seq: 7, timeMs }]);
  const home = new MemoryHub({ history });
  const [ada, bob] = [home.join("ada"), home.join("Bob")];
  ada.hears();
  bob.says("hello", { id: "m1" });
  home.turn();
  history.endAppends();
  assertObjectMatch(bob.hears()[0], { event: "ack", seq: 7 });
  assertEquals(ada.hears(), []);
});

Deno.test("each message is appended to the log once, in its scope, with its id", () => {
  const history = new SlowHistory();
  const home = new MemoryHub({ history });
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [ada, bob]) one.says("/join #Tea");
  bob.says("in tea", { id: "m1" });
  bob.says("in the lobby", { to: "#lobby" });
  bob.says("direct", { to: "Ada", id: "m2" });
  home.turn();
  assertEquals(history.kept, [
    ["#tea", "in tea", "m1"],
    ["#lobby", "in the lobby", undefined],
    ["@ada", "direct", "m2"],
  ]);
});
