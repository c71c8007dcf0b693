// deno-lint-ignore-file no-control-regex
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { mistakenDatagramDialect } from "../../../protocol/diagnosis/datagram.ts";
import { findDataFormat } from "../../../protocol/foreign/data_format.ts";
import { detect, InputBuffer, STREAM_DIALECTS } from "../../../protocol/mod.ts";

const encoder = new TextEncoder();

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function inputOf(bytes: Uint8Array): InputBuffer {
  const input = new InputBuffer(bytes.length + 1);
  input.reserve().set(bytes);
  input.commit(bytes.length);
  return input;
}

function found(bytes: Uint8Array, isFinal = false) {
  return detect(inputOf(bytes), { isFinal });
}

/** Protocols, the first bytes of their clients, and the beginning of an answer that they understand. */
const FOREIGN_CLIENTS: readonly [protocol: string, first: string, answer: RegExp][] = [
  ["redis", "*1\r\n$4\r\nPING\r\n", /^-ERR This/],
  ["redis", "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n", /^-ERR This/],
  ["redis", "PING\r\n", /^-ERR This/],
  ["mqtt", "\x10\x0c\0\x04MQTT\x04\x02\0\x3c\0\0", /^\x20\x02\0\x01$/],
  ["mqtt", "\x10\xff\x01\0\x04MQTT\x05\x02\0\x3c\0\0\0", /^\x20[^]{2}\0\x84[^]{2}\x1f/],
  ["mqtt", "\x10\x0e\0\x06MQIsdp\x03\x02\0\x3c\0\0", /^\x20\x02\0\x01$/],
  ["smtp", "EHLO example.org\r\n", /^554 This/],
  ["http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", /^\0{3}\x04\0{5}\0[^]{2}\x07/],
  ["amqp", "AMQP\0\0\x09\x01", /^server: This/],
  ["proxy", "PROXY TCP4 192.0.2.7 10.0.0.1 4711 9000\r\nhello\n", /^server: This/],
  ["proxy", "PROXY UNKNOWN\r\n", /^server: This/],
  ["proxy", "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", /^server: This/],
  ["stomp", "CONNECT\r\naccept-version:1.2\r\n\r\n\0", /^ERROR\n/],
];

for (const [protocol, first, answer] of FOREIGN_CLIENTS) {
  Deno.test(`${JSON.stringify(first)} is detected as ${protocol}, and answered in its form`, () => {
    const detection = found(bytesOf(first));
    assert(detection.kind === "foreign", detection.kind);
    assertEquals(detection.protocol, protocol);
    assertMatch(String.fromCharCode(...detection.answer), answer);
    assertMatch(detection.sentence, /^This is hubbub's .*: .*\.$/);
  });
}

Deno.test("a foreign client is detected byte by byte if no text begins with its bytes", () => {
  for (const [protocol, first] of FOREIGN_CLIENTS) {
    if (protocol === "stomp" || first.startsWith("\r\n")) continue;
    const bytes = bytesOf(first);
    let kind = "undecided";
    for (let end = 1; end <= bytes.length && kind === "undecided"; end++) {
      const detection = found(bytes.subarray(0, end));
      kind = detection.kind === "foreign" ? detection.protocol : detection.kind;
    }
    assertEquals(kind, protocol, JSON.stringify(first));
  }
});

Deno.test("a memcached or XMPP client is detected in one piece", () => {
  const protocols = ["set k 0 60 5\r\nhello\r\n", "<?xml version='1.0'?><stream:stream to='x'>"]
    .map((first) => {
      const detection = found(bytesOf(first));
      return detection.kind === "foreign" ? detection.protocol : detection.kind;
    });
  assertEquals(protocols, ["memcached", "xmpp"]);
});

/** Texts of people that resemble another protocol or data. */
const SAID = [
  "NICK names are fun",
  "PASS the salt",
  "USER error again",
  "CAP is a hat",
  "PING",
  "PING me later\r",
  "HELO",
  "HELO you\n",
  "set the table for 5",
  "set x 1 2 3 please",
  "*1 for me",
  "*",
  "CONNECT the dots",
  "AMQP and MQTT",
  "PROXY TCP4 is down",
  "\r\n\r\nhello",
  "x^2 = 4",
  "xml <stream>",
  "GET out",
  "SSH is down",
  "¡hola!",
  "(dp0",
  "BZh9",
  "PK",
  "}q",
  "%PDF",
];

Deno.test("texts of people aren't mistaken for another protocol or for data", () => {
  for (const text of SAID) {
    const bytes = encoder.encode(`${text}\n`);
    assertEquals(found(bytes, true).kind, "dialect", text);
    assertEquals(findDataFormat(encoder.encode(text)), undefined, text);
    assertEquals(mistakenDatagramDialect(encoder.encode(text)), undefined, text);
  }
});

const WORDS =
  "hello OK LOL WTF NICK USER PASS set get PING é ñ über Größe привет как дела да γεια שלום مرحبا नमस्ते สวัสดี 你好 世界 今天 こんにちは テスト 안녕 ไทย 😀 👍🏽 🇫🇷 1 42 3.14 :) ;-) … — “quoted” C++ #tea @ada 50% a/b x=y"
    .split(" ");

Deno.test("ordinary text in many scripts is text, in a line and in a datagram", () => {
  const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 9 })
    .map((words) => words.join(" "))
    // These are first lines of IRC.
    .filter((text) => !/^(?:(?:NICK|PASS|PING) \S+$|PASS :|USER )/.test(text));
  const end = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(text, end, (text, end) => {
      if (text === "PING" && end === "\r\n") return;
      const bytes = encoder.encode(text);
      assertEquals(found(encoder.encode(text + end), true), { kind: "dialect", name: "plain" });
      assertEquals(STREAM_DIALECTS.plain.decode(bytes, 0, bytes.length).msg, text);
      assertEquals(findDataFormat(bytes), undefined);
      assertEquals(mistakenDatagramDialect(bytes), undefined);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("any printable text is text once its line has ended", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 })
    .filter((text) => /^\p{L}/u.test(text) && !/^(?:[A-Z]|e[yw3]|b['"])/.test(text))
    .filter((text) => !/[\x00-\x1f\x7f]/.test(text));
  fc.assert(fc.property(text, (text) => {
    assertEquals(found(encoder.encode(`${text}\n`), true), { kind: "dialect", name: "plain" });
  }));
});

const DATA: readonly [name: string, bytes: string][] = [
  ["UTF-16", "\xff\xfe\x60\x4f\x7d\x59"],
  ["UTF-16", '{\0"\0n\0a\0'],
  ["Python's pickle", "\x80\x04\x95\x24\0\0\0"],
  ["gzip", "\x1f\x8b\x08\0\0\0\0\0"],
  ["zlib", "\x78\x9c\xab\x56\xca\x4b"],
  ["zlib", "\x78\x01\x4b\xcc\x4b"],
  ["Zstandard", "\x28\xb5\x2f\xfd\x04"],
  ["bzip2", "BZh91AY&SY\x94"],
  ["xz", "\xfd7zXZ\0\0"],
  ["LZ4", "\x04\x22\x4d\x18\x64"],
  ["MessagePack", "\x82\xa4name\xa3ann\xa3msg\xa2hi"],
  ["MessagePack", "\x82\xa4name\xa3ann\xa3age\x05"],
  ["MessagePack", "\x91\x81\xa3msg\xa2hi"],
  ["CBOR", "\xa2dnamecanncmsgbhi"],
  ["BSON", "\x1f\0\0\0\x02name\0\x04\0\0\0ann\0\x02msg\0\x03\0\0\0hi\0\0"],
  ["Protocol Buffers", "\x0a\x03ann\x12\x02hi"],
  ["Protocol Buffers", "\x0a\x03ann\x10\x96\x01\x1a\x0chello, world"],
  ["Java's serialization", "\xac\xed\0\x05t\0\x02hi"],
  ["a PNG picture", "\x89PNG\r\n\x1a\n"],
  ["a JPEG picture", "\xff\xd8\xff\xe0\0\x10JFIF"],
  ["a ZIP file", "PK\x03\x04\x14\0"],
];

for (const [name, first] of DATA) {
  Deno.test(`${JSON.stringify(first)} is ${name}, as first bytes and as a datagram`, () => {
    const bytes = bytesOf(first);
    assertEquals(findDataFormat(bytes)?.looksLike, name);
    const dialect = mistakenDatagramDialect(bytes);
    assert(dialect !== undefined);
    const detection = found(bytes);
    switch (detection.kind) {
      case "foreign":
        return assertStringIncludes(detection.sentence, name);
      case "misframed":
        return assertStringIncludes(detection.opening.sentence, name);
      default:
        // The length that begins BSON is that of a frame, whose body is then refused by name.
        assertEquals([name, detection], ["BSON", { kind: "dialect", name: "frames-le" }]);
    }
  });
}

Deno.test("text in old encodings isn't mistaken for data", () => {
  for (
    const text of ["\xa1hola!", "\xa1aqu\xed!", "\x82\xa4name", "x\xe9", "\xe9t\xe9", "\xa3 5"]
  ) {
    assertEquals(findDataFormat(bytesOf(text)), undefined, text);
  }
});
