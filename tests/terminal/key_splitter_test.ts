import { assertEquals } from "@std/assert";
import { type Keys, KeySplitter } from "../../terminal/key_splitter.ts";

const pasteMaxChars = 20;
const TYPED = "a狗\x1b[A\x03b\x1b[200~two\nli\x1b[Anes\x04\x1b[201~c\x04\x1a";
const EXPECTED: Keys[] = [
  { kind: "keys", text: "a狗" },
  { kind: "up" },
  { kind: "interrupt" },
  { kind: "keys", text: "b" },
  { kind: "paste", text: "two\nli\x1b[Anes\x04", isCut: false },
  { kind: "keys", text: "c" },
  { kind: "end" },
  { kind: "suspend" },
];

/** Keys that were typed in several reads, put together again. */
function joined(all: readonly Keys[]): Keys[] {
  const result: Keys[] = [];
  for (const keys of all) {
    const last = result.at(-1);
    if (keys.kind === "keys" && last?.kind === "keys") {
      result[result.length - 1] = { kind: "keys", text: last.text + keys.text };
    } else result.push(keys);
  }
  return result;
}

Deno.test("typed and pasted text are told apart, wherever a read ends", () => {
  for (let size = 1; size <= TYPED.length; size++) {
    const splitter = new KeySplitter({ pasteMaxChars });
    const found: Keys[] = [];
    for (let at = 0; at < TYPED.length; at += size) {
      found.push(...splitter.split(TYPED.slice(at, at + size)));
    }
    assertEquals(joined(found), EXPECTED, `reads of ${size}`);
    assertEquals(splitter.isHolding, false);
  }
});

Deno.test("an Escape that begins no mark is released as a key", () => {
  const splitter = new KeySplitter({ pasteMaxChars });
  assertEquals(splitter.split("\x1b"), []);
  assertEquals(splitter.isHolding, true);
  assertEquals(splitter.release(), [{ kind: "keys", text: "\x1b" }]);
  assertEquals(splitter.isHolding, false);
});

Deno.test("Ctrl-C ends a paste whose end never comes", () => {
  const splitter = new KeySplitter({ pasteMaxChars });
  assertEquals(splitter.split("\x1b[200~lost\x1b[20"), []);
  assertEquals(splitter.split("\x03"), [{ kind: "interrupt" }]);
  assertEquals(splitter.split("typed"), [{ kind: "keys", text: "typed" }]);
});

Deno.test("no more of a paste is kept than its limit", () => {
  const splitter = new KeySplitter({ pasteMaxChars });
  const found = [...splitter.split("\x1b[200~"), ...splitter.split("x".repeat(15))];
  found.push(...splitter.split("y".repeat(15)), ...splitter.split("\x1b[201~"));
  const text = "x".repeat(15) + "y".repeat(5);
  assertEquals(found, [{ kind: "paste", text, isCut: true }]);
  assertEquals(splitter.split("\x1b[200~ok\x1b[201~"), [
    { kind: "paste", text: "ok", isCut: false },
  ]);
});

Deno.test("Alt-Enter is a line break, also where its two characters come apart", () => {
  const splitter = new KeySplitter({ pasteMaxChars: 1_000 });
  assertEquals(splitter.split("one\x1b\rtwo\x1b"), [
    { kind: "keys", text: "one" },
    { kind: "line-break" },
    { kind: "keys", text: "two" },
  ]);
  assertEquals(splitter.split("\r"), [{ kind: "line-break" }]);
});

Deno.test("arrows and page keys are keys of their own, wherever a read ends", () => {
  const typed = "a\x1b[5~b\x1b[6~\x1bOA\x1b[B\x1b[1;5A";
  for (let size = 1; size <= typed.length; size++) {
    const splitter = new KeySplitter({ pasteMaxChars });
    const found: Keys[] = [];
    for (let at = 0; at < typed.length; at += size) {
      found.push(...splitter.split(typed.slice(at, at + size)));
    }
    assertEquals(joined(found), [
      { kind: "keys", text: "a" },
      { kind: "page-up" },
      { kind: "keys", text: "b" },
      { kind: "page-down" },
      { kind: "up" },
      { kind: "down" },
      { kind: "keys", text: "\x1b[1;5A" },
    ], `reads of ${size}`);
  }
});
