import { assertEquals, assertStrictEquals } from "@std/assert";
import { KnownMessages } from "../../../client/core/things/mod.ts";
import type { Change, Message } from "../../../client/core/mod.ts";

function message(seq: number, more: Partial<Message> = {}): Message {
  const time = "2026-01-01T00:00:00.000Z";
  return {
    event: "message",
    name: "ada",
    msg: "helo",
    seq,
    time,
    to: "#tea",
    replay: false,
    ...more,
  };
}

function change(seq: number, change: Change, more: Partial<Message> = {}): Message {
  return message(seq, { name: "bob", change, ...more });
}

Deno.test("a message that is held follows its edits, and the newest edit stays", () => {
  const known = new KnownMessages(10);
  const held = known.meet(message(1));
  known.meet(change(5, { kind: "edit", of: 1 }, { msg: "hello" }));
  known.meet(change(3, { kind: "edit", of: 1 }, { msg: "hallo" }));
  assertEquals([held.msg, held.edited, held.version], ["hello", true, 5]);
  assertStrictEquals(known.get(1), held);
});

Deno.test("reactions come and go by name, whatever its case", () => {
  const known = new KnownMessages(10);
  const held = known.meet(message(1));
  const react = (seq: number, name: string, undo: boolean) =>
    known.meet(change(seq, { kind: "react", of: 1, react: "👍", undo }, { name }));
  react(2, "bob", false);
  react(3, "bob", false);
  react(4, "eve", false);
  assertEquals(held.reactions, [{ react: "👍", names: ["bob", "eve"] }]);
  react(5, "BOB", true);
  react(6, "eve", true);
  assertEquals(held.reactions, undefined);
});

Deno.test("a deletion takes text, reactions and pin away, and nothing changes the message again", () => {
  const known = new KnownMessages(10);
  const held = known.meet(message(1, { reactions: [{ react: "👍", names: ["bob"] }] }));
  known.meet(change(2, { kind: "pin", of: 1, undo: false }));
  assertEquals(held.pinned, true);
  known.meet(change(3, { kind: "delete", of: 1 }));
  known.meet(change(4, { kind: "edit", of: 1 }, { msg: "again" }));
  known.meet(message(1, { replay: true }));
  assertEquals(
    [held.msg, held.deleted, held.reactions, held.pinned],
    ["(deleted)", true, undefined, undefined],
  );
});

Deno.test("a later reading brings a message up to date, an earlier one doesn't", () => {
  const known = new KnownMessages(10);
  const held = known.meet(message(1));
  const later = message(1, { msg: "hello", edited: true, version: 4, replay: true });
  assertStrictEquals(known.meet(later), held);
  known.meet(message(1, { replay: true }));
  assertEquals([held.msg, held.version, held.replay], ["hello", 4, false]);
});

Deno.test("above the limit the message that was met first is forgotten", () => {
  const known = new KnownMessages(2);
  for (const seq of [1, 2, 3]) known.meet(message(seq));
  assertEquals([1, 2, 3].map((seq) => known.get(seq)?.seq), [undefined, 2, 3]);
  known.clear();
  assertEquals(known.get(3), undefined);
});

Deno.test("a message knows its answers, also those that were met before it", () => {
  const known = new KnownMessages(10);
  known.meet(message(7, { re: 5 }));
  const held = known.meet(message(5));
  assertEquals(held.replies, [7]);
  known.meet(message(8, { re: 5 }));
  known.meet(message(8, { re: 5 }));
  known.meet(change(9, { kind: "edit", of: 5 }, { msg: "hello" }));
  known.meet(message(5, { replay: true }));
  assertEquals([held.replies, held.msg], [[7, 8], "hello"]);
  known.clear();
  assertEquals(known.meet(message(5)).replies, undefined);
});

Deno.test("a message knows a thousand answers, and answers to many are forgotten", () => {
  const known = new KnownMessages(2_000);
  const held = known.meet(message(1));
  for (let seq = 2; seq < 1_100; seq++) known.meet(message(seq, { re: 1 }));
  assertEquals(held.replies?.length, 1_000);
  const small = new KnownMessages(2);
  for (const re of [1, 2, 3]) small.meet(message(re + 100, { re }));
  assertEquals(small.meet(message(1)).replies, undefined);
  assertEquals(small.meet(message(3)).replies, [103]);
});
