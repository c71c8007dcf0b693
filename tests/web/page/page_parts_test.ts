import { assert, assertEquals } from "@std/assert";
import { completionOf } from "../../../web/composer/completion.js";
import { Conversation } from "../../../web/conversation.js";
import { splitLinks } from "../../../web/text/link.js";
import { mentions, MENTIONS_MAX, splitMentions } from "../../../web/text/mention.js";
import { PAGE_FILES } from "../../../web/mod.ts";
import { hueOf, initialOf } from "../../../web/views/avatar.js";
import { rowsOf, summarize } from "../../../web/timeline/rows.js";
import { SteadyClock } from "../../../web/connection/steady_clock.js";
import { languageFor, LANGUAGES } from "../../../web/languages/texts.js";

/** A message as a conversation takes it. */
function message(text: string, seq: number, timeMs = 0, name = "ada") {
  return {
    kind: "message" as const,
    seq,
    timeMs,
    name,
    msg: text,
    isOwn: false,
    mentionsMe: false,
    state: "kept" as const,
  };
}

function textsOf({ entries }: Conversation): string[] {
  return entries.flatMap((entry) => entry.kind === "message" ? [entry.msg] : []);
}

Deno.test("only http and https are links, without what ends a sentence", () => {
  const linksIn = (text: string) =>
    splitLinks(text).flatMap(({ url, text }) => url === undefined ? [] : [text]);
  assertEquals(linksIn("see https://a.example/b, and HTTP://c.example."), [
    "https://a.example/b",
    "HTTP://c.example",
  ]);
  assertEquals(linksIn("(https://a.example/x_(y))"), ["https://a.example/x_(y)"]);
  assertEquals(linksIn("请看https://a.example/路径。好的"), ["https://a.example/路径"]);
  assertEquals(linksIn("javascript:x data:text/html,x ftp://a.example file:///etc"), []);
  assertEquals(linksIn("https://bank.example@evil.example/"), []);
  assertEquals(linksIn("https:// http://"), []);
  assertEquals(linksIn("([https://a.example/x].) {https://a.example/(y)[z]}"), [
    ...["https://a.example/x", "https://a.example/(y)[z]"],
  ]);
  const brackets = `https://a.example/${"(".repeat(9_000)}`;
  const [link] = linksIn(`${brackets}${").".repeat(25_000)}`);
  assertEquals(link.length, brackets.length + 2 * 9_000 - 1);
});

Deno.test("the pieces of a text are the text", () => {
  for (const text of ["", "a https://b.example/c?d=(e).", "https://x.example https://y.example"]) {
    assertEquals(splitLinks(text).map((piece) => piece.text).join(""), text);
    assertEquals(splitMentions(text, ["b"]).map((part) => part.text).join(""), text);
  }
});

Deno.test("a mention is the longest known name, and no part of a word or an address", () => {
  const names = ["ada", "ada lovelace", "狗哥"];
  const mentioned = (text: string) =>
    splitMentions(text, names).flatMap(({ name }) => name === undefined ? [] : [name]);
  assertEquals(mentioned("@ADA and @ada lovelace!"), ["ada", "ada lovelace"]);
  assertEquals(mentioned("mail ada@ada or @adam"), []);
  assertEquals(mentioned("@狗哥你好"), ["狗哥"]);
  assertEquals(mentioned("@ada ".repeat(MENTIONS_MAX + 1)).length, MENTIONS_MAX);
  // No number of others hides that the reader is named.
  assert(mentions(`${"@bob ".repeat(MENTIONS_MAX)}@ada`, "Ada"));
});

Deno.test("completion offers commands, rooms behind /join, and names behind @", () => {
  const known = { names: ["grace", "Gödel", "grace hopper"], rooms: ["#tea", "#lobby"] };
  const offered = (text: string) =>
    completionOf(text, known)?.options.map((option: { label: string }) => option.label);
  assertEquals(offered("/jo"), ["/join"]);
  assertEquals(offered("/join #t"), ["#tea"]);
  assertEquals(offered("hello @g"), ["@grace", "@Gödel", "@grace hopper"]);
  assertEquals(offered("@grace h"), ["@grace hopper"]);
  assertEquals(offered("mail@g"), undefined);
  assertEquals(offered("no /jo"), undefined);
  assertEquals(completionOf("hello @gr", known)?.start, 6);
});

Deno.test("a name with spaces is completed in quotes where a command takes it, however it was begun", () => {
  const known = { names: ["grace", "grace hopper"], rooms: [] };
  for (const begun of ["grace h", '"grace h', "“Grace H", "grace ho"]) {
    const completion = completionOf(`/msg ${begun}`, known);
    assertEquals(completion?.start, "/msg ".length);
    assertEquals(completion?.options.map(({ insert }) => insert), ['"grace hopper" ']);
  }
  const inserts = completionOf("/w g", known)?.options.map(({ insert }) => insert);
  assertEquals(inserts, ["grace ", '"grace hopper" ']);
  assertEquals(completionOf('/msg "grace hopper" h', known), undefined);
  assertEquals(completionOf("@grace h", known)?.options[0].insert, "@grace hopper ");
});

Deno.test("messages stand in the order of their numbers, each once, whenever they come", () => {
  const room = new Conversation("#tea");
  for (const seq of [5, 3, 9, 5, 7, 3]) room.add(message(`m${seq}`, seq));
  assertEquals(textsOf(room), ["m3", "m5", "m7", "m9"]);
});

Deno.test("an own message waits at the end, and takes its place when it is acknowledged", () => {
  const room = new Conversation("#tea");
  const own = room.addMessage({ ...message("mine", Infinity), isOwn: true, state: "sending" });
  room.add(message("before", 1));
  room.add(message("after", 3));
  assertEquals(textsOf(room), ["before", "after", "mine"]);
  room.acknowledge(own!, 2);
  assertEquals(textsOf(room), ["before", "mine", "after"]);
  room.add(message("mine", 2));
  assertEquals(textsOf(room), ["before", "mine", "after"]);
});

Deno.test("an acknowledged message that a replay brought already is there once", () => {
  const room = new Conversation("#tea");
  const own = room.addMessage({ ...message("mine", Infinity), isOwn: true, state: "sending" });
  room.add(message("mine", 2));
  room.acknowledge(own!, 2);
  assertEquals(textsOf(room), ["mine"]);
});

Deno.test("numbers of another log don't mix with those of before", () => {
  const room = new Conversation("#tea");
  room.add(message("old", 7));
  room.beginEra();
  for (const seq of [7, 2]) room.add(message(`new ${seq}`, seq));
  assertEquals(textsOf(room), ["old", "new 2", "new 7"]);
  assertEquals(room.firstSeq, 2);
});

Deno.test("days are separated, names grouped for five minutes, comings and goings collapsed", () => {
  const room = new Conversation("#tea");
  const noonMs = new Date(2026, 10, 20, 12).getTime();
  room.add(message("a", 1, noonMs));
  room.add(message("b", 2, noonMs + 60_000));
  for (const name of ["bob", "carol"]) {
    room.add({ kind: "presence", what: "join", name, timeMs: noonMs + 60_000 });
  }
  room.add(message("c", 3, noonMs + 120_000));
  room.add(message("d", 4, noonMs + 86_400_000));
  const rows = rowsOf(room.entries, room.entries[4].key);
  assertEquals(rows.map(({ kind }) => kind), [
    "day",
    "message",
    "message",
    "presence",
    "unread",
    "message",
    "day",
    "message",
  ]);
  const firsts = rows.flatMap((row) => row.kind === "message" ? [row.isFirst] : []);
  assertEquals(firsts, [true, false, true, true]);
});

Deno.test("a peer that came and went again isn't said to be there", () => {
  const presence = (what: "join" | "leave", name: string) => ({
    ...{ kind: "presence" as const, key: "", era: 0, seq: 0, order: 0, timeMs: 0 },
    ...{ what, name },
  });
  const summary = summarize([
    presence("join", "ada"),
    presence("leave", "bob"),
    presence("join", "carol"),
    presence("join", "bob"),
    presence("leave", "ada"),
    presence("leave", "dora"),
  ]);
  assertEquals(summary, {
    joined: ["carol"],
    left: ["dora"],
    cameBack: ["bob"],
    cameAndWent: ["ada"],
    renamed: [],
  });
});

Deno.test("a name has its initial and its hue, however it is written", () => {
  assertEquals(initialOf("狗哥alex"), "狗");
  assertEquals(initialOf("👩‍🚀 sam"), "👩‍🚀");
  assertEquals(hueOf("Ada"), hueOf("ａｄａ"));
});

Deno.test("each language has every text, with the same holes", () => {
  const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join();
  for (const [key, text] of Object.entries(LANGUAGES.en) as [keyof typeof LANGUAGES.en, string][]) {
    const other = LANGUAGES.zh[key];
    assert(other !== "", key);
    // The server's own words stand in for an English text that is empty.
    if (text !== "" && key !== "refused") assertEquals(holes(other), holes(text), key);
  }
  assertEquals(languageFor(["fr-FR", "zh-Hant-TW", "en"]), "zh");
  assertEquals(languageFor(["tlh"]), "en");
});

Deno.test("every file that the page's files ask for is one of them", () => {
  for (const [path, { body }] of Object.entries(PAGE_FILES)) {
    const imports = /\.[jt]s$/.test(path)
      ? body.matchAll(/^\s*(?:import|export)\b[^"';]*?\bfrom\s+"([^"]+)"/gm)
      : [];
    for (const [, target] of imports) {
      assert(new URL(target, `http://hub${path}`).pathname in PAGE_FILES, target);
    }
  }
  const { body: html } = PAGE_FILES["/"];
  for (const [, target] of html.matchAll(/(?:src|href)="([^"#]+)"/g)) {
    assert(`/${target}` in PAGE_FILES, target);
  }
  // A strict Content-Security-Policy would refuse these.
  assert(!/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(html));
});

Deno.test("a clock for durations believes the clock that leaps ahead: one is set, the other sleeps", () => {
  let steadyMs = 0;
  let wallMs = 1_000_000;
  const clock = new SteadyClock({ steadyMs: () => steadyMs, wallMs: () => wallMs });
  wallMs -= 3_600_000;
  steadyMs += 500;
  assertEquals(clock.nowMs(), 500);
  // The machine sleeps, and the steady clock with it.
  wallMs += 2 * 3_600_000;
  assertEquals(clock.nowMs(), 500 + 2 * 3_600_000);
  for (let i = 0; i < 1_000; i++) {
    steadyMs += 0.4;
    wallMs = Math.floor(1_000_000 + 3_600_000 + steadyMs);
    clock.nowMs();
  }
  assertEquals(Math.round(clock.nowMs()), 900 + 2 * 3_600_000);
});
