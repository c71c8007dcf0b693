import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { plainNotice } from "../../hub/mod.ts";
import { STREAM_DIALECTS } from "../../protocol/mod.ts";
import { safeLines } from "../../programs/safe_text.ts";
import { renderLines } from "../../protocol/dialects/plain.ts";
import { atOnce, MemoryHub } from "../support/hub/memory_hub.ts";
import { MemoryPeer } from "../support/hub/memory_peer.ts";

const PLAIN = STREAM_DIALECTS.plain;
const decoder = new TextDecoder();

/** Returns the lines that a peer in the lobby and in #tea gets when another peer says a text. */
function shown(text: string, to?: string, author = "bob"): string[] {
  const home = new MemoryHub();
  const peer = new MemoryPeer({ dialect: PLAIN });
  const ada = atOnce(home.hub.attach(peer, { name: "ada" }, home.nowMs));
  home.hub.handle(ada, { msg: "/join #tea" }, home.nowMs);
  const speaker = home.join(author);
  home.turn();
  peer.bytesSince();
  speaker.says(text, to === undefined ? {} : { to });
  home.turn();
  return linesOf(peer.bytesSince());
}

function linesOf(bytes: Uint8Array): string[] {
  const text = decoder.decode(bytes);
  assert(text === "" || text.endsWith("\n"), "whole lines");
  return text.split("\n").slice(0, -1);
}

Deno.test("a message reads `name: text`, with its room outside the lobby", () => {
  assertEquals(shown("hello"), ["bob: hello"]);
  assertEquals(shown("hello", "#tea"), ["bob (#tea): hello"]);
  assertEquals(shown("hello", "ada"), ["bob (to you): hello"]);
});

for (
  const [name, line] of [
    ["bob (to you)", '"bob (to you)": hello'],
    ["bob (#tea)", '"bob (#tea)": hello'],
    ["server: hi", '"server: hi": hello'],
    ["a:b", '"a:b": hello'],
    ["bob （to you）", '"bob （to you）": hello'],
    ['x" (y', '"x"" (y": hello'],
    ['"bob"', '"""bob""": hello'],
    ["狗哥 alex", "狗哥 alex: hello"],
    ["user#1", "user#1: hello"],
  ]
) {
  Deno.test(`the name ${name} is shown without ambiguity, also by the pipe`, () => {
    assertEquals(renderLines({ name, msg: "hello" }), `${line}\n`);
    const time = "2026-11-25T22:00:00Z";
    const message = {
      event: "message",
      seq: 1,
      time,
      name,
      msg: "hello",
      to: "#lobby",
      replay: false,
    } as const;
    assertEquals(safeLines(message), [line]);
  });
}

Deno.test("a notice reads `server: sentence`, for any room", () => {
  const bytes = PLAIN.encodeNotice({
    name: "server",
    msg: "bob joined #tea",
    event: "join",
    peer: "bob",
    to: "#tea",
  });
  assertEquals(linesOf(bytes), ["server: bob joined #tea"]);
});

for (
  const [title, end] of [
    ["LF", "\n"],
    ["CR LF", "\r\n"],
    ["CR", "\r"],
    ["a line separator", "\u2028"],
    ["a paragraph separator", "\u2029"],
  ]
) {
  Deno.test(`each line after ${title} begins with its author`, () => {
    assertEquals(shown(`hi${end}server: you are kicked${end}`), [
      "bob: hi",
      "bob: server: you are kicked",
      "bob: ",
    ]);
  });
}

for (
  const [title, trick] of [
    ["going up a line", "\x1b[1A\rserver"],
    ["a return", "\rserver: hi"],
    ["next line (NEL)", "\x85server: hi"],
    ["a vertical tab and a form feed", "\vserver: hi\fserver: ho"],
    ["backspaces", "\b\b\b\b\bserver: hi"],
    ["reversed text", "\u202eih :revres"],
  ]
) {
  Deno.test(`a text with ${title} still begins with its author`, () => {
    const lines = shown(trick);
    for (const line of lines) assertMatch(line, /^bob: [\x20-\x7e]*$/);
  });
}

Deno.test("every line of a random text begins with its author and holds no control character", () => {
  const nasty = fc.constantFrom("\n", "\r", "\x1b[", "\x85", "\u2028", "server: ", "a", "\0", "é");
  const text = fc.array(nasty, { minLength: 1, maxLength: 20 }).map((parts) =>
    `x${parts.join("")}`
  );
  fc.assert(fc.property(text, (text) => {
    for (const line of shown(text)) {
      assert(line.startsWith("bob: "));
      assert(
        !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line.slice(5).replaceAll("\t", "")),
        JSON.stringify(line),
      );
    }
  }));
});

Deno.test("a line of plain text is only a text, without name or fields", () => {
  const bytes = new TextEncoder().encode('ada: {"name":"eve"}');
  assertEquals(PLAIN.decode(bytes, 0, bytes.length), {
    msg: 'ada: {"name":"eve"}',
    isTyped: true,
  });
});

Deno.test("each line of the server's sentence begins with server", () => {
  const bytes = PLAIN.encodeNotice(plainNotice("time", "12:00\nada: hi"));
  assertEquals(linesOf(bytes), ["server: 12:00", "server: ada: hi"]);
});

Deno.test("a backspace removes the whole character before it", () => {
  const said = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return PLAIN.decode(bytes, 0, bytes.length).msg;
  };
  assertEquals(said("helo\blo"), "hello");
  assertEquals(said("狗😀\x7f\b猫"), "猫");
  assertEquals(said("\b\b\bhi\x7f"), "h");
});

Deno.test("keys and control characters are removed from a line and hide no command", () => {
  const said = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return PLAIN.decode(bytes, 0, bytes.length).msg;
  };
  assertEquals(said("\x1b[A/register secret12"), "/register secret12");
  assertEquals(said("\x1bOB\x1b[1;5C/quit"), "/quit");
  assertEquals(said("\x1b[[Ahi\x1b[3~ there\x9b2J"), "hi there");
  // A backspace after a key removes the character before the key.
  assertEquals(said("ab\x1b[D\x7fc"), "ac");
  assertEquals(said("a\x1b]0;title\x07b\0\x85\x01c"), "a]0;titlebc");
  assertEquals(said("a\tb\rc 狗 \u200fשלום"), "a\tb\rc 狗 \u200fשלום");
});

Deno.test("results of a search and earlier messages have numbers, by which commands name them", async () => {
  const home = new MemoryHub();
  const peer = new MemoryPeer({ dialect: PLAIN });
  const ada = atOnce(home.hub.attach(peer, { name: "ada" }, home.nowMs));
  const bob = home.join("bob");
  bob.says("tea?");
  bob.says("anybody?", { re: 1 });
  home.turn();
  assertEquals(linesOf(peer.bytesSince()).slice(-2), [
    "bob: tea?",
    "bob (answers no. 1): anybody?",
  ]);
  for (const msg of ["/search tea", "/history"]) {
    home.hub.handle(ada, { msg }, home.nowMs);
    await home.hub.answered(ada);
  }
  home.turn();
  assertEquals(linesOf(peer.bytesSince()), [
    "bob (no. 1): tea?",
    "server: 1 message matches.",
    "bob (no. 1): tea?",
    "bob (no. 2, answers no. 1): anybody?",
    "server: That was all: 2 earlier messages.",
  ]);
});

Deno.test("/help has a line for each command", () => {
  const home = new MemoryHub();
  const peer = new MemoryPeer({ dialect: PLAIN });
  const ada = atOnce(home.hub.attach(peer, { name: "ada" }, home.nowMs));
  peer.bytesSince();
  home.hub.handle(ada, { msg: "/help" }, home.nowMs);
  home.turn();
  const lines = linesOf(peer.bytesSince());
  assert(lines.includes("server: /who [#room] (who is here, or in a room)"), lines.join("\n"));
  assert(lines.every((line) => line.startsWith("server: /") && line.length < 120));
});
