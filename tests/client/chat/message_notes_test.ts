import { assertEquals } from "@std/assert";
import type { Message } from "../../../client/mod.ts";
import { IgnoredNames } from "../../../programs/chat/view/ignored_names.ts";
import { noteOf, numbered } from "../../../programs/chat/view/message_notes.ts";

function message(more: Partial<Message>): Message {
  const time = "2026-01-01T00:00:00.000Z";
  const place = { time, to: "#tea", replay: false } as const;
  return { event: "message", name: "ada", msg: "tea?", seq: 7, ...place, ...more };
}

Deno.test("an answer quotes the begin of what it answers, or names its number", () => {
  const answer = message({ name: "bob", msg: "yes", seq: 9, re: 7 });
  assertEquals(noteOf(answer, message({})).text, '(to ada: "tea?") yes');
  assertEquals(noteOf(answer, undefined).text, "(to message 7) yes");
  const long = message({ msg: `${"x".repeat(60)}\nmore` });
  assertEquals(noteOf(answer, long).text, `(to ada: "${"x".repeat(40)}…") yes`);
});

Deno.test("each change of a message is one line", () => {
  const about = message({});
  const note = (change: Message["change"]) =>
    noteOf(message({ name: "bob", msg: "new", seq: 9, change: change! }), about);
  assertEquals(
    [
      note({ kind: "edit", of: 7 }),
      note({ kind: "delete", of: 7 }),
      note({ kind: "react", of: 7, react: "👍", undo: false }),
      note({ kind: "react", of: 7, react: "👍", undo: true }),
      note({ kind: "pin", of: 7, undo: false }),
    ].map(({ kind, text }) => `${kind}: ${text}`),
    [
      "message: new (edited message 7)",
      "sentence: bob took back message 7 of ada.",
      'sentence: bob: 👍 to ada: "tea?"',
      'sentence: bob took back 👍 to ada: "tea?"',
      'sentence: bob pinned ada: "tea?"',
    ],
  );
});

Deno.test("an earlier message has its number, and its reactions with their counts", () => {
  const reactions = [{ react: "👍", names: ["bob", "eve"] }, { react: "🎉", names: ["eve"] }];
  assertEquals(
    numbered(message({ edited: true, reactions }), undefined),
    "[7] tea? (edited)  👍2 🎉",
  );
});

Deno.test("names are ignored whatever their case, up to a limit", () => {
  const ignored = new IgnoredNames();
  assertEquals(ignored.add(""), "You ignore nobody: /ignore name hides what a peer says.");
  for (let i = 0; i < 1_000; i++) ignored.add(`Bob${i}`);
  assertEquals([ignored.has("bob7"), ignored.has("eve")], [true, false]);
  assertEquals(
    ignored.add("eve"),
    "You ignore 1000 names, which is the limit: /unignore one first.",
  );
  ignored.remove("BOB7");
  assertEquals([ignored.has("Bob7"), ignored.remove("eve")], [false, "You don't ignore eve."]);
});
