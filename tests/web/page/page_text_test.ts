import { assertEquals } from "@std/assert";
import { completionOf } from "../../../web/composer/completion.js";
import { EMOJI, withEmoji } from "../../../web/text/emoji.js";
import { excerpt, wordsOf } from "../../../web/text/highlight.js";
import { applyChange } from "../../../client/core/mod.ts";
import { Conversation } from "../../../web/conversation.js";
import type { Message } from "../../../web/entry.js";

Deno.test("an emoji's name becomes the emoji, but not in code, in times or in addresses", () => {
  assertEquals(withEmoji(":tada: at 10:30:15, :tada::fire:"), "🎉 at 10:30:15, 🎉🔥");
  assertEquals(
    withEmoji("`:tada:` a:tada: :nothing: http://h:80:x:"),
    "`:tada:` a:tada: :nothing: http://h:80:x:",
  );
});

Deno.test("an emoji is completed by the beginning of its name", () => {
  const known = { names: [], rooms: [] };
  assertEquals(completionOf("done :tad", known), {
    start: 5,
    options: [{ insert: `${EMOJI.tada} `, label: `${EMOJI.tada} :tada:` }],
  });
  assertEquals(completionOf("at 10:30", known), undefined);
});

Deno.test("a message has its newest text and its reactions, however often a change is heard", () => {
  const talk = new Conversation("#tea");
  const message = added(talk, 5);
  const edit = { change: { kind: "edit", of: 5 }, seq: 9, name: "bob", msg: "new" } as const;
  talk.change(edit);
  talk.change({ ...edit, seq: 7, msg: "older" });
  assertEquals([message.msg, message.version], ["new", 9]);
  const react = { kind: "react", of: 5, react: "👍", undo: false } as const;
  for (const name of ["ada", "Ada", "bob"]) talk.change({ change: react, seq: 10, name, msg: "" });
  assertEquals(message.reactions, [{ react: "👍", names: ["Ada", "bob"] }]);
  for (const name of ["ada", "bob", "eve"]) {
    talk.change({ change: { ...react, undo: true }, seq: 11, name, msg: "" });
  }
  assertEquals(message.reactions, undefined);
});

Deno.test("of a deleted message nothing is left, whatever comes later", () => {
  const message = added(new Conversation("#tea"), 5);
  applyChange(message, { change: { kind: "delete", of: 5 }, seq: 6, name: "bob", msg: "" });
  applyChange(message, { change: { kind: "edit", of: 5 }, seq: 7, name: "bob", msg: "back" });
  const { msg, deleted, reactions } = message;
  assertEquals({ msg, deleted, reactions }, {
    msg: "(deleted)",
    deleted: true,
    reactions: undefined,
  });
});

Deno.test("a change that overtakes the archive changes the message that the archive brings", () => {
  const talk = new Conversation("#tea");
  talk.change({ change: { kind: "edit", of: 5 }, seq: 9, name: "bob", msg: "new" });
  assertEquals(added(talk, 5).msg, "new");
});

function added(talk: Conversation, seq: number): Message {
  return talk.addMessage({
    ...{ kind: "message", seq, timeMs: 0, name: "bob", msg: "old", isOwn: false },
    ...{ mentionsMe: false, state: "kept" },
  })!;
}

Deno.test("the words of a search are marked, and not what only narrows it", () => {
  assertEquals(wordsOf('Green from:ada "Earl Grey" in:#tea before:"2026-11-27 08:00"'), [
    "green",
    "earl grey",
  ]);
  assertEquals(wordsOf("from:ada re:7"), []);
  assertEquals(wordsOf("re:7th"), ["re:7th"]);
});

Deno.test("of a long text the part with the first word is shown", () => {
  const text = `${"a ".repeat(200)}tea ${"b ".repeat(200)}`;
  const shown = excerpt(text, ["tea"], 60);
  assertEquals([shown.includes("tea"), shown.length, excerpt("short", ["tea"], 60)], [
    ...[true, 62, "short"],
  ]);
});
