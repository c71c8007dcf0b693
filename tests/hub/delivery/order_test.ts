import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isMessage, MemoryHub } from "../../support/hub/memory_hub.ts";
import { RoomModel, type Step } from "../../support/hub/room_model.ts";

Deno.test("a message has name, text, number and time, and `to` outside the lobby alone", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.says("/join #tea");
  ada.hears();
  bob.says("in the lobby");
  bob.says("in tea", { to: "#tea" });
  bob.says("to you", { to: "ADA" });
  const time = "2026-11-21T05:00:00.000Z";
  assertEquals(ada.hears(), [
    { seq: 1, time, name: "bob", msg: "in the lobby" },
    { seq: 2, time, to: "#tea", name: "bob", msg: "in tea" },
    { seq: 3, time, to: "ada", name: "bob", msg: "to you" },
  ]);
});

Deno.test("the sender gets no copy, whatever else it says in the same turn", () => {
  const home = new MemoryHub();
  const [ada, bob, carol] = ["ada", "bob", "carol"].map((name) => home.join(name));
  carol.says("/join #tea");
  carol.says("/part #lobby");
  ada.hears();
  ada.says("first");
  ada.says("to a room that I'm not in", { to: "#tea" });
  ada.says("to somebody who isn't here", { to: "carol" });
  bob.says("between");
  ada.says("second");
  assertEquals(ada.hearsTexts(), ["bob: between"]);
  assertEquals(bob.hearsTexts(), ["ada: first", "ada: second"]);
});

Deno.test("the sender gets no copy in several rooms of a turn", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  for (const one of [ada, bob]) one.says("/join #tea");
  ada.hears();
  for (const to of ["#lobby", "#tea", "#lobby", "#tea"]) ada.says(`to ${to}`, { to });
  bob.says("mine");
  assertEquals(ada.hearsTexts(), ["bob: mine"]);
});

Deno.test("a direct message doesn't overtake what was said before in a room of both", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  bob.says("one");
  bob.says("two", { to: "ada" });
  bob.says("three");
  assertEquals(ada.hearsTexts(), ["bob: one", "bob: two", "bob: three"]);
});

Deno.test("a member of several rooms hears all in the order in which they spoke", () => {
  const home = new MemoryHub();
  const [ada, bob, carol] = ["ada", "bob", "carol"].map((name) => home.join(name));
  for (const one of [ada, bob]) one.says("/join #tea");
  [ada, carol].forEach((one) => one.hears());
  const said = ["#tea", "#lobby", "#tea", "#tea", "#lobby"];
  said.forEach((to, i) => bob.says(`${i}`, { to }));
  assertEquals(ada.hearsTexts(), said.map((_, i) => `bob: ${i}`));
  assertEquals(carol.hearsTexts(), ["bob: 1", "bob: 4"]);
});

Deno.test("a peer that joins in the middle of a turn hears nothing older, and one that leaves nothing newer", () => {
  const home = new MemoryHub();
  const ada = home.join("ada");
  ada.says("before");
  const bob = home.arrive({ name: "bob" });
  ada.says("during");
  bob.leaves();
  ada.says("after");
  assertEquals(bob.hearsTexts(), ["ada: during"]);
});

Deno.test("an answer to a command comes after what was said before it", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  bob.says("hello");
  ada.says("/who");
  assertEquals(ada.hears().map(({ name }) => name), ["bob", "server"]);
});

Deno.test("a turn that is larger than an outbox goes out in parts, in order", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  ada.hears();
  for (let i = 0; i < 40; i++) bob.says(`${i}`.padEnd(10_000));
  const early = ada.peer.heard().filter(isMessage).length;
  assert(early > 0 && early < 40, `${early} of 40 went out before the turn's end`);
  assertEquals(ada.hears().map(({ msg }) => Number(msg)), Array.from({ length: 40 }, (_, i) => i));
});

const index = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("say" as const),
      who: index,
      room: index,
      sizeChars: fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, fc.constantFrom(100, 30_000)),
      canonical: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("direct" as const), who: index, to: index }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("join" as const, "join" as const, "part" as const),
      who: index,
      room: index,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("rename" as const, "return" as const, "takeover" as const),
      who: index,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("turn" as const) }) },
);

Deno.test("each peer hears exactly what it should, in one order, through any messages, joins, leaves and renames", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const model = new RoomModel(new MemoryHub(), 4);
      for (const one of steps) model.apply(one);
      model.check();
    }),
    { numRuns: 300 },
  );
});
