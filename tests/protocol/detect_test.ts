import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import { detect, type Detection, InputBuffer } from "../../protocol/mod.ts";
import { framed } from "../support/bytes/byte_stream.ts";
import { joined } from "../support/bytes/joined.ts";

const encoder = new TextEncoder();

/** Returns a detection in two words. */
function kindOf(detection: Detection): string {
  switch (detection.kind) {
    case "undecided":
    case "telnet":
    case "misframed":
      return detection.kind;
    case "dialect":
    case "too-large":
      return `${detection.kind} ${detection.name}`;
    case "foreign":
      return `foreign ${detection.protocol}`;
    default:
      return detection satisfies never;
  }
}

function header(length: number, order: "little" | "big"): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, length, order === "little");
  return bytes;
}

function frameOf(sizeBytes: number, order: "little" | "big"): Uint8Array {
  return joined([
    header(sizeBytes, order),
    new Uint8Array(Math.min(Math.abs(sizeBytes), 200)).fill(0x7b),
  ]);
}

const TLS_HELLO = Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03);
const SSH = encoder.encode("SSH-2.0-OpenSSH_9.6\r\n");
const GET = encoder.encode("GET / HTTP/1.1\r\nHost: localhost:9000\r\n\r\n");
const POST = encoder.encode("POST /say?x=1 HTTP/1.0\r\n\r\n");
const H2 = encoder.encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const LONG_GET = encoder.encode(`OPTIONS /${"x".repeat(5_000)} HTTP/1.1\r\n\r\n`);

const TABLE: readonly [title: string, bytes: Uint8Array, wanted: string][] = [
  ["a little-endian frame", framed("frames-le", '{"name":"ada"}'), "dialect frames-le"],
  ["a big-endian frame", framed("frames-be", '{"name":"ada"}'), "dialect frames-be"],
  [
    "a little-endian length of 123, which begins like JSON",
    frameOf(123, "little"),
    "dialect frames-le",
  ],
  [
    'a little-endian length of 8,827, which begins with {"',
    frameOf(0x227b, "little"),
    "dialect frames-le",
  ],
  [
    "a little-endian length that is a letter and a line end",
    frameOf(0x0a61, "little"),
    "dialect frames-le",
  ],
  ["a little-endian length that begins like TLS", frameOf(0x0316, "little"), "dialect frames-le"],
  ["a little-endian length of 1", frameOf(1, "little"), "dialect frames-le"],
  ["a big-endian length of 1", frameOf(1, "big"), "dialect frames-be"],
  ["a little-endian length of 256", frameOf(256, "little"), "dialect frames-le"],
  ["a big-endian length of 256", frameOf(256, "big"), "dialect frames-be"],
  ["the largest little-endian length", frameOf(MESSAGE_MAX_BYTES, "little"), "dialect frames-le"],
  ["the largest big-endian length", frameOf(MESSAGE_MAX_BYTES, "big"), "dialect frames-be"],
  ["a little-endian length of 70,000", frameOf(70_000, "little"), "too-large frames-le"],
  ["a big-endian length of 70,000", frameOf(70_000, "big"), "too-large frames-be"],
  ["a little-endian length of 4,276,545", frameOf(0x414141, "little"), "too-large frames-le"],
  ["a little-endian length of -1", frameOf(-1, "little"), "too-large frames-le"],
  ["a little-endian length of -2", frameOf(-2, "little"), "too-large frames-le"],
  ["a big-endian length of -2", frameOf(-2, "big"), "too-large frames-be"],
  ["JSON", encoder.encode('{"name":"ada"}\n'), "dialect json-lines"],
  ["an empty object", encoder.encode("{}\n"), "dialect json-lines"],
  ["a broken object", encoder.encode("{ \n"), "dialect json-lines"],
  ["text", encoder.encode("hello\n"), "dialect plain"],
  ["Chinese text", encoder.encode("你好\n"), "dialect plain"],
  ["a smiley", encoder.encode("😀\r\n"), "dialect plain"],
  ["a command", encoder.encode("/nick ada\n"), "dialect plain"],
  ["a line of two letters", encoder.encode("hi\n"), "dialect plain"],
  ["an empty line and then text", encoder.encode("\r\nhello\n"), "dialect plain"],
  ["text in capitals", encoder.encode("HELLO WORLD\n"), "dialect plain"],
  ["text that begins like a request", encoder.encode("GET me a tea\n"), "dialect plain"],
  ["a number", encoder.encode("2026\n"), "dialect plain"],
  ["text in Latin-1", Uint8Array.of(0x68, 0xe9, 0x6c, 0x61, 0x0a), "dialect plain"],
  ["an arrow key", Uint8Array.of(0x1b, 0x5b, 0x41, 0x0a), "dialect plain"],
  ["a GET request", GET, "foreign http"],
  ["a POST request", POST, "foreign http"],
  ["the preface of HTTP/2", H2, "foreign http2"],
  ["a request with a long address", LONG_GET, "foreign http"],
  ["a TLS ClientHello", TLS_HELLO, "foreign tls"],
  ["an SSH client", SSH, "foreign ssh"],
  ["binary", Uint8Array.of(0x81, 0x02, 0x93, 0x07, 0x05, 0x01), "foreign binary"],
  ["telnet's negotiation", Uint8Array.of(0xff, 0xfb, 0x1f, 0xff, 0xfd), "telnet"],
  ["telnet's Ctrl-C", Uint8Array.of(0xff, 0xf4, 0xff, 0xfd, 0x06), "telnet"],
  ["telnet's Ctrl-C in a text", Uint8Array.of(0x68, 0x69, 0xff, 0xfd, 0x06, 0x0d), "telnet"],
  [
    "a little-endian length that begins like telnet",
    frameOf(0xfbff, "little"),
    "dialect frames-le",
  ],
];

for (const [title, bytes, wanted] of TABLE) {
  Deno.test(`${title} is detected, wherever the first pieces are cut`, () => {
    assertEquals(kindOf(detectIn([bytes])), wanted, "in one piece");
    for (let at = 1; at < Math.min(bytes.length, 24); at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      assertEquals(kindOf(detectIn(pieces)), wanted, `cut after byte ${at}`);
    }
    const single = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
    assertEquals(kindOf(detectIn(single)), wanted, "byte by byte");
  });

  if (!wanted.startsWith("dialect frames")) continue;
  Deno.test(`${title} is detected after frames of length zero`, () => {
    for (const zeros of [1, 2, 7]) {
      const all = joined([new Uint8Array(4 * zeros), bytes]);
      for (let at = 1; at < 4 * zeros + 8; at++) {
        const pieces = [all.subarray(0, at), all.subarray(at)];
        assertEquals(kindOf(detectIn(pieces)), wanted, `${zeros} zeros, cut after byte ${at}`);
      }
    }
  });
}

/** Returns the first decision about bytes that come in these pieces. */
function detectIn(pieces: readonly Uint8Array[]): Detection {
  const input = new InputBuffer();
  let detection: Detection = { kind: "undecided" };
  for (const piece of pieces) {
    feed(input, piece);
    detection = detect(input, { isFinal: false });
    if (detection.kind !== "undecided") break;
  }
  return detection;
}

function feed(input: InputBuffer, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const space = input.reserve();
    const part = bytes.subarray(at, at + space.length);
    space.set(part);
    input.commit(part.length);
    at += part.length;
  }
}

Deno.test("detection leaves the text in the buffer for its dialect", () => {
  const input = new InputBuffer();
  feed(input, encoder.encode("hello\n"));
  detect(input, { isFinal: false });
  assertEquals(input.size, 6);
});

for (
  const [text, wanted] of [
    ["h", "dialect plain"],
    ["hi", "dialect plain"],
    ["hey", "dialect plain"],
    ["hello", "dialect plain"],
    ["a\n", "dialect plain"],
    ["GET", "dialect plain"],
    ["HELLO", "dialect plain"],
    ["42", "dialect plain"],
    ["{", "dialect json-lines"],
    ["{}", "dialect json-lines"],
    ['{"name":"ada"}', "dialect json-lines"],
  ]
) {
  Deno.test(`${JSON.stringify(text)} is ${wanted} if no more bytes come`, () => {
    const input = new InputBuffer();
    feed(input, encoder.encode(text));
    assertEquals(kindOf(detect(input, { isFinal: true })), wanted);
  });
}

Deno.test("a part of a header stays undecided, however long the wait", () => {
  for (
    const bytes of [[], [0], [0, 0], [0, 0, 0], [5, 0], [5, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0, 1]]
  ) {
    const input = new InputBuffer();
    feed(input, Uint8Array.from(bytes));
    for (const isFinal of [false, true]) {
      assertEquals(kindOf(detect(input, { isFinal })), "undecided", `${bytes}`);
    }
  }
});

Deno.test("an endless line that may become a request counts as text after 8,000 bytes", () => {
  const input = new InputBuffer();
  for (let i = 0; i < 20; i++) {
    feed(input, encoder.encode("GET ".padEnd(1_000, "x")));
    if (detect(input, { isFinal: false }).kind !== "undecided") break;
  }
  assert(input.size <= 9_000, `${input.size} bytes were kept`);
  assertEquals(kindOf(detect(input, { isFinal: false })), "dialect plain");
});

Deno.test("a refused length is named together with the allowed ones", () => {
  const detection = detectIn([header(70_000, "little")]);
  assert(detection.kind === "too-large");
  for (const part of ["70 11 01 00", "70000", "0 to 65507", "struct.pack"]) {
    assertStringIncludes(detection.error.message, part);
  }
});

Deno.test("a foreign client gets a sentence in its own form", () => {
  const cases: readonly [bytes: Uint8Array, names: string][] = [
    [GET, "--web"],
    [SSH, "port 22"],
    [Uint8Array.of(0x81, 0x02, 0x93, 0x07, 0x05), "81 02 93 07 05"],
  ];
  for (const [bytes, names] of cases) {
    const detection = detectIn([bytes]);
    assert(detection.kind === "foreign");
    const { protocol, sentence } = detection;
    assertStringIncludes(sentence, names);
    const answer = new TextDecoder().decode(detection.answer);
    assertStringIncludes(answer, sentence);
    if (protocol !== "http") continue;
    const [head, body] = answer.split("\r\n\r\n");
    assert(head.startsWith("HTTP/1.1 400 Bad Request\r\n"));
    assertStringIncludes(head, `Content-Length: ${encoder.encode(body).length}`);
    assertStringIncludes(head, "Connection: close");
  }
});

Deno.test("a TLS client gets a TLS alert", () => {
  const detection = detectIn([TLS_HELLO]);
  assert(detection.kind === "foreign");
  const [type, major, , , length, level] = detection.answer;
  assertEquals([type, major, length, level], [21, 3, 2, 2]);
});
