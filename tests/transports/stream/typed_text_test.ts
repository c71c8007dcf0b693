import { assertEquals, assertMatch } from "@std/assert";
import { DEFAULT_CONNECTION_LIMITS } from "../../../server/config/mod.ts";
import { Typist } from "../../support/server/typist.ts";

const { unterminatedMs, lineEndMs } = DEFAULT_CONNECTION_LIMITS;
/** Between two keys of somebody who types slowly. */
const SLOW_MS = lineEndMs - 1;

/** Types a text key by key, as telnet on Windows sends it. */
async function keys(typist: Typist, text: string): Promise<void> {
  for (const key of text) await typist.types(key, SLOW_MS);
}

Deno.test("the first line, typed slowly key by key, is one message", async () => {
  for (const end of ["\r\n", "\n", "\r", "\r\0"]) {
    using typist = new Typist();
    await keys(typist, "héllo 狗");
    await typist.types(end, unterminatedMs);
    assertEquals(typist.heard, ["héllo 狗"], JSON.stringify(end));
    await keys(typist, "again");
    await typist.types(end, unterminatedMs);
    assertEquals(typist.heard, ["héllo 狗", "again"], JSON.stringify(end));
  }
});

Deno.test("text that any key erases isn't said", async () => {
  for (const key of ["\b", "\x7f"]) {
    using typist = new Typist();
    await keys(typist, `/msg echo hex${key}${key}ello`);
    await typist.types("\r\n");
    assertMatch(typist.answered, /^echo \(to you\): HELLO$/m);
  }
});

Deno.test("keys that reach the server in one piece are still the line that began with one", async () => {
  using typist = new Typist();
  await typist.types("h", SLOW_MS);
  await typist.types("ell", SLOW_MS);
  await typist.types("o\r\n");
  assertEquals(typist.heard, ["hello"]);
});

Deno.test("a client that has ended a line is waited for, however long the next one takes", async () => {
  for (const end of ["\n", "\r\n"]) {
    using typist = new Typist();
    await typist.types(`hello${end}wor`, 100 * lineEndMs);
    await typist.types(`ld${end}`);
    assertEquals(typist.heard, ["hello", "world"]);
    await typist.types("and", 100 * lineEndMs);
    await typist.types(` more${end}`);
    assertEquals(typist.heard, ["hello", "world", "and more"]);
  }
});

Deno.test("bytes left at the end of a connection are a line, although earlier lines had ends", async () => {
  using typist = new Typist();
  await typist.types("hello\nbye", 100 * lineEndMs);
  await typist.ends();
  assertEquals(typist.heard, ["hello", "bye"]);
});

Deno.test("a return alone ends a line, and a line feed after it is no line of its own", async () => {
  using typist = new Typist();
  await typist.types("hello\r", unterminatedMs);
  await typist.types("\nworld\r", unterminatedMs);
  // From now on a return is known to end lines: nobody waits for it.
  await typist.types("one\rtwo\r");
  assertEquals(typist.heard, ["hello", "world", "one", "two"]);
});

Deno.test("a client that ends nothing gets its answer soon, each time", async () => {
  using typist = new Typist();
  for (const text of ["hello", "y", "n", "你好", "bye"]) await typist.types(text, unterminatedMs);
  assertEquals(typist.heard, ["hello", "y", "n", "你好", "bye"]);
});

Deno.test("a client whose first message is one letter gets its answer, and later ones soon", async () => {
  for (const letter of ["y", "é", "狗", "😀"]) {
    using typist = new Typist();
    await typist.types(letter, SLOW_MS);
    assertEquals(typist.heard, []);
    await typist.waits(1);
    assertEquals(typist.heard, [letter]);
    await typist.types("n", lineEndMs);
    await typist.types("y", unterminatedMs);
    assertEquals(typist.heard, [letter, "n", "y"]);
  }
});

Deno.test("a first line of one letter is heard soon once it has ended", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    using typist = new Typist();
    await typist.types("y", SLOW_MS);
    await typist.types(end, unterminatedMs);
    assertEquals(typist.heard, ["y"], JSON.stringify(end));
  }
});

Deno.test("a pause after the first key doesn't make messages of the others", async () => {
  using typist = new Typist();
  await typist.types("h", lineEndMs);
  await keys(typist, "ello");
  await typist.types("\r\n");
  assertEquals(typist.heard, ["h", "ello"]);
});

Deno.test("a long line stays one, where blocks of 4,096 bytes cut it", async () => {
  for (const blocks of [1, 2, 15]) {
    using typist = new Typist();
    const line = "x".repeat(4096 * blocks);
    for (let at = 0; at < line.length; at += 4096) {
      await typist.types(line.slice(at, at + 4096), SLOW_MS);
    }
    await typist.types("rest\n");
    assertEquals(typist.heard, [`${line}rest`]);
  }
});

Deno.test("a text that fills the first read is no block, and is answered soon", async () => {
  using typist = new Typist();
  for (const size of [512, 1024, 2048]) await typist.types("x".repeat(size), unterminatedMs);
  assertEquals(typist.heard.map(({ length }) => length), [512, 1024, 2048]);
});

Deno.test("a text that is cut within a character stays one", async () => {
  const bytes = new TextEncoder().encode("hello 😀!");
  for (let at = 7; at < 10; at++) {
    using typist = new Typist();
    await typist.types(bytes.subarray(0, at), SLOW_MS);
    await typist.types(bytes.subarray(at), unterminatedMs);
    assertEquals(typist.heard, ["hello 😀!"], `cut behind byte ${at}`);
  }
});

Deno.test("a text that never gets whole is refused in the end", async () => {
  using typist = new Typist();
  await typist.types(Uint8Array.of(0x68, 0x65, 0x6c, 0xe7, 0x8b), lineEndMs);
  assertEquals(typist.heard, ["hel\ufffd"]);
  assertMatch(typist.answered, /^server: The text ends within a character/);
});

Deno.test("an object that is whole needs no line end; one that is typed is waited for", async () => {
  using typist = new Typist();
  await typist.types('{"name":"ada"}\n', unterminatedMs);
  await typist.types('{"msg":"hi"}', unterminatedMs);
  await typist.types('{"msg":', 100 * lineEndMs);
  await typist.types('"ho"}', unterminatedMs);
  // Wrong, but its line isn't over.
  await typist.types("{'msg':", 100 * lineEndMs);
  await typist.types("'ho'}\n");
  const objects = ['{"name":"ada"}', '{"msg":"hi"}', '{"msg":"ho"}', "{'msg':'ho'}"];
  assertEquals(typist.heard, objects);
});

Deno.test("wrong JSON that nothing ends is refused soon", async () => {
  using typist = new Typist();
  await typist.types("{'name':'ada'}", unterminatedMs);
  assertEquals(typist.heard, ["{'name':'ada'}"]);
});
