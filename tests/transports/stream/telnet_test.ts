import { assertEquals, assertStringIncludes } from "@std/assert";
import { DEFAULT_CONNECTION_LIMITS } from "../../../server/config/mod.ts";
import { Typist } from "../../support/server/typist.ts";
import { pack } from "../../support/peers/wire.ts";
import { joined } from "../../support/bytes/joined.ts";

const { unterminatedMs, lineEndMs } = DEFAULT_CONNECTION_LIMITS;
const encoder = new TextEncoder();

/** As the telnet of Linux sends it: interrupt process, and a mark asked for. */
const CTRL_C = Uint8Array.of(0xff, 0xf4, 0xff, 0xfd, 0x06);
const MARK = "\xff\xfb\x06";
/** WILL NAWS, DO SUPPRESS-GO-AHEAD, and the size of the window, within which it ends. */
const NEGOTIATION = Uint8Array.of(0xff, 0xfb, 0x1f, 0xff, 0xfd, 0x03, 0xff, 0xfa, 0x1f, 0, 10);
const NEGOTIATION_END = Uint8Array.of(0, 13, 0xff, 0xf0);

Deno.test("telnet's Ctrl-C is answered by the mark at any point, cut anywhere", async () => {
  const texts = ["", "h", "hi", "hello", "HELLO", "42", "你好", "hello\r\n", "hello\r\nbye"];
  for (const text of texts) {
    const bytes = joined([encoder.encode(text), CTRL_C]);
    for (let at = 0; at <= bytes.length; at++) {
      using typist = new Typist();
      await typist.types(bytes.subarray(0, at));
      await typist.types(bytes.subarray(at));
      assertStringIncludes(typist.answered, MARK, `${JSON.stringify(text)} cut at ${at}`);
      await typist.types(".\r\nand on\r\n");
      assertEquals(typist.heard.join("\n"), `${text.replaceAll("\r", "")}.\nand on`);
    }
  }
});

Deno.test("telnet's negotiation at the start is refused, and the text behind it heard", async () => {
  const bytes = joined([NEGOTIATION, NEGOTIATION_END, encoder.encode("hello\r\n")]);
  for (let at = 1; at < bytes.length; at++) {
    using typist = new Typist();
    await typist.types(bytes.subarray(0, at));
    await typist.types(bytes.subarray(at));
    assertEquals(typist.heard, ["hello"], `cut at ${at}`);
    assertStringIncludes(typist.answered, "\xff\xfe\x1f\xff\xfc\x03");
  }
});

Deno.test("a telnet client is waited for, and may end lines as RFC 854 says", async () => {
  using typist = new Typist();
  await typist.types(NEGOTIATION);
  await typist.types(NEGOTIATION_END, lineEndMs);
  await typist.types("hello", 100 * lineEndMs);
  await typist.types(" you\r\0", unterminatedMs);
  await typist.types("one\r\0two\r\nthree\r", unterminatedMs);
  assertEquals(typist.heard, ["hello you", "one", "two", "three"]);
});

Deno.test("telnet's question if anybody is there is answered, even before a first word", async () => {
  for (const before of ["", "hello\r\n", '{"name":"ada"}\n']) {
    using typist = new Typist();
    await typist.types(before);
    await typist.types(Uint8Array.of(0xff, 0xf6), unterminatedMs);
    await typist.types("", lineEndMs);
    assertStringIncludes(typist.answered, "The hub is here.", before);
  }
});

Deno.test("a person who types JSON in telnet may press Ctrl-C, too", async () => {
  using typist = new Typist();
  await typist.types('{"name":"ada"}\r\n{"msg":');
  await typist.types(CTRL_C);
  await typist.types('"hi"}\r\n');
  assertStringIncludes(typist.answered, MARK);
  assertEquals(typist.heard, ['{"name":"ada"}', '{"msg":"hi"}']);
});

Deno.test("frames with bytes that telnet has too go through as they are", async () => {
  // A frame of 64,511 bytes begins with ff fb 00 00, which telnet reads as WILL TRANSMIT-BINARY.
  const json = JSON.stringify({ name: "ada", msg: "x".repeat(64_486) });
  const body = encoder.encode(json.padEnd(64_511));
  for (const wire of ["frames-le", "frames-be"] as const) {
    using typist = new Typist();
    const frame = pack(wire, body);
    for (let at = 0; at < 8; at++) await typist.types(frame.subarray(at, at + 1), unterminatedMs);
    await typist.types(frame.subarray(8), lineEndMs);
    assertEquals(typist.heard.map(({ length }) => length), [64_511]);
    await typist.types(frame.slice(4).fill(0xff, 0, 64_511));
    assertEquals(typist.answered.includes(MARK), false);
  }
});

Deno.test("a lone 0xff at the end of a text stays if no more comes", async () => {
  using typist = new Typist();
  await typist.types(Uint8Array.of(0x68, 0x65, 0x79, 0x21, 0xff), unterminatedMs);
  await typist.ends();
  assertEquals(typist.heard, ["hey!\ufffd"]);
});
