import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ChatError } from "../../hub/mod.ts";
import { diagnoseFields } from "../../protocol/diagnosis/fields.ts";
import { diagnoseValue } from "../../protocol/diagnosis/value.ts";
import { meansJson } from "../../protocol/text/json_text.ts";
import { mistakenDatagramDialect } from "../../protocol/diagnosis/datagram.ts";
import { diagnoseBody, diagnoseHeader, diagnoseStall } from "../../protocol/diagnosis/frame.ts";
import { diagnoseJson, isUnfinishedJson } from "../../protocol/diagnosis/json.ts";
import { diagnoseOpening } from "../../protocol/diagnosis/opening.ts";
import { diagnoseEncoding } from "../../protocol/diagnosis/text.ts";
import { detect, InputBuffer, STREAM_DIALECTS } from "../../protocol/mod.ts";

const encoder = new TextEncoder();

/** Returns the bytes of numbers and texts. */
function bytesOf(...parts: readonly (number | string)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => typeof part === "string" ? [...encoder.encode(part)] : [part]),
  );
}

function inputOf(bytes: Uint8Array): InputBuffer {
  const input = new InputBuffer(bytes.length + 1);
  input.reserve().set(bytes);
  input.commit(bytes.length);
  return input;
}

const JSON_MISTAKES: readonly [text: string, unit: "frame" | "line" | "datagram", named: RegExp][] =
  [
    ["{'name': 'ada', 'msg': None}", "frame", /Python repr of a dict/],
    ["{'name':'ada'}", "line", /single quotes/],
    ["{'ada', 'hi'}", "frame", /tuple or set/],
    ["('ada', 'hi')", "frame", /tuple or set/],
    ['{"name":"ada","msg":True}', "line", /True, False or None/],
    ["{name:'ada'}", "line", /bare keys/],
    ['{"name":"ada",}', "line", /comma too many/],
    ["name=ada&msg=hi", "frame", /URL encoding/],
    ['{"name":"ada","msg":"a\nb"}', "frame", /line end/],
    ['\ufeff{"name":"ada"}', "frame", /byte-order mark/],
    ['b\'{"name":"ada"}\'', "frame", /Python repr of bytes/],
    [btoa('{"name":"ada"}'), "frame", /base64/],
    ['14{"name":"ada"}', "datagram", /length written as text/],
    ['{"name":"ada"}\0', "datagram", /zero byte/],
    ['{"a":1}{"b":2}', "datagram", /two messages in one datagram.*sendto/],
    ['{"a":1}{"b":2}', "line", /two messages on one line.*newline/],
    ['{"name":', "line", /goes on in the next line/],
    ['{"name":', "datagram", /first part of an object/],
    ["hello", "frame", /isn't JSON.*seen: “hello”/],
  ];

for (const [text, unit, named] of JSON_MISTAKES) {
  Deno.test(`in a ${unit}, the mistake in ${JSON.stringify(text)} is named`, () => {
    assertMatch(diagnoseJson(text, unit), named);
  });
}

Deno.test("a text is unfinished only while more bytes may make it whole", () => {
  const whole = '{"name":"ada \\u00e9","msg":"狗哥 \\"x\\"","since":-1.5e3,"more":[true,null,{}]}';
  for (let end = 1; end < whole.length; end++) {
    assert(isUnfinishedJson(whole.slice(0, end)), whole.slice(0, end));
  }
  for (const text of [whole, `${whole}x`, "{'", '{"a":True', "hello", '{"a":1}\0']) {
    assert(!isUnfinishedJson(text), text);
  }
});

Deno.test("a text in another encoding is named and shown decoded", () => {
  const gbk = bytesOf('{"name":"', 0xb9, 0xb7, 0xb8, 0xe7, '"}');
  assertMatch(diagnoseEncoding(gbk), /GBK.*“狗哥”.*b9 b7 b8 e7 at offset 9/);
  const latin1 = bytesOf('{"name":"Ren', 0xe9, '"}');
  assertMatch(diagnoseEncoding(latin1), /Latin-1.*“é”.*e9 at offset 12/);
  assertMatch(diagnoseEncoding(bytesOf("{", 0, '"', 0, "n", 0, "a", 0, 0xd7)), /UTF-16/);
  assertMatch(diagnoseEncoding(bytesOf(0x80, 4, 0x95, 1, 0)), /pickle/);
  assertMatch(diagnoseEncoding(bytesOf(0x1f, 0x8b, 8)), /gzip/);
});

Deno.test("a value that is no object is named by its kind", () => {
  assertMatch(diagnoseValue('{"name":"ada"}'), /encoded twice/);
  assertMatch(diagnoseValue(btoa('{"name":"ada"}')), /base64/);
  assertMatch(diagnoseValue([{ name: "ada" }]), /array.*by itself/);
  assertMatch(diagnoseValue(null), /null/);
  assertMatch(diagnoseValue(7), /a number \(seen: 7\)/);
});

Deno.test("a field with another spelling counts only if the right field is missing", () => {
  assertMatch(diagnoseFields({ user: "a", text: "b" }, "msg")!, /"user".*"text"/);
  assertMatch(diagnoseFields({ name: "a", content: "b" }, "msg")!, /"content" should be "msg"/);
  assertEquals(diagnoseFields({ name: "a", msg: "b", text: "c" }, "msg"), undefined);
  assertEquals(diagnoseFields({ name: "a", text: { b: 1 } }, "msg"), undefined);
  assertEquals(diagnoseFields({ name: "a", heartbeat: 5 }, "msg"), undefined);
});

Deno.test("a header in JSON is answered with a request for the message itself", () => {
  assertMatch(diagnoseFields({ data_size: 5 }, "name")!, /announces another.*"data_size"/);
  assertEquals(diagnoseFields({ data_size: "5" }, "name"), undefined);
});

Deno.test("a header over UDP is refused, with its message or without", () => {
  for (const order of ["little", "big"]) {
    const header = new Uint8Array(4);
    new DataView(header.buffer).setUint32(0, 14, order === "little");
    for (const text of ["", '{"name":"ada"}']) {
      const dialect = mistakenDatagramDialect(bytesOf(...header, text))!;
      assertEquals(dialect.name, order === "little" ? "frames-le" : "frames-be");
      assertThrows(() => dialect.decode(bytesOf(...header, text), 0, 4), ChatError, "one message");
    }
  }
  assertEquals(mistakenDatagramDialect(encoder.encode("hello")), undefined);
  assertEquals(mistakenDatagramDialect(encoder.encode("tea?")), undefined);
});

Deno.test("texts that people type aren't mistaken for JSON", () => {
  for (const text of ["hello", "28", "e = mc²", "bye", "[x]", '"quoted"', "eye", "b'"]) {
    assert(!meansJson(text), text);
    const input = inputOf(encoder.encode(`${text}\n`));
    assertEquals(detect(input, { isFinal: false }), { kind: "dialect", name: "plain" }, text);
    assertEquals(mistakenDatagramDialect(encoder.encode(text)), undefined, text);
  }
});

const FRAME_MISTAKES: readonly [what: string, frame: Uint8Array, named: RegExp][] = [
  ["cut in ASCII", bytesOf(9, 0, 0, 0, '{"name":"'), /length is less/],
  ["cut within a character", bytesOf(10, 0, 0, 0, '{"name":"', 0xe7), /counted characters/],
  ["with the next header in it", bytesOf(7, 0, 0, 0, "{}", 7, 0, 0, 0), /counts the 4 bytes/],
  ["with a frame in it", bytesOf(15, 0, 0, 0, '{"na', 9, 0, 0, 0, '{"name"'), /sendall/],
  ["after a newline, big-endian", bytesOf(10, 0, 0, 0, 28, '{"name":"'), /line end/],
  ["after 8 bytes", bytesOf(10, 0, 0, 0, 0, 0, 0, 0, '{"name'), /header of 8 bytes/],
];

for (const [what, frame, named] of FRAME_MISTAKES) {
  Deno.test(`a frame ${what} is explained by its length`, () => {
    assertMatch(diagnoseBody(frame, 4, frame.length)!, named);
    const frames = STREAM_DIALECTS["frames-le"];
    const error = assertThrows(() => frames.decode(frame, 4, frame.length), ChatError);
    assertMatch(error.message, named);
  });
}

Deno.test("four bytes that are no header are named", () => {
  const told = (...parts: (number | string)[]) => {
    const bytes = bytesOf(...parts);
    return diagnoseHeader(bytes, 0, bytes.length);
  };
  assertMatch(told('{"name":"ada"}')!, /without its header/);
  assertMatch(told(10, 44, 1, 0, 0, "{")!, /line end/);
  assertMatch(told(28, 0, '{"name"')!, /header of 2 bytes/);
  assertMatch(told('好"}', 28, 0)!, /rest of a frame/);
  assertEquals(told(0xff, 0xff, 0xff, 0xff), undefined);
});

Deno.test("an incomplete frame is diagnosed only if its object is whole", () => {
  const stalled = (...parts: (number | string)[]) => {
    const input = inputOf(bytesOf(...parts));
    assertEquals(STREAM_DIALECTS["frames-le"].split(input), false);
    return diagnoseStall(input);
  };
  assertMatch(stalled(18, 0, 0, 0, '{"name":"ada"}')!, /counts the 4 bytes/);
  assertMatch(stalled(99, 0, 0, 0, '{"name":"ada"}')!, /85 more than/);
  assertMatch(stalled(10, 14, 0, 0, 0, '{"name":"ada"}')!, /line end/);
  assertEquals(stalled(99, 0, 0, 0, '{"name":"ada"'), undefined);
  assertEquals(stalled(99, 0, 0, 0), undefined);
});

Deno.test("an answer has the form of the first message", () => {
  const answered = (...parts: (number | string)[]) =>
    diagnoseOpening(inputOf(bytesOf(...parts)))!.answer('{"é":1}');
  const json = '{"é":1}';
  assertEquals(answered(28, 0, '{"name"'), bytesOf(8, 0, json));
  assertEquals(answered(0, 28, '{"name"'), bytesOf(0, 8, json));
  assertEquals(answered(28, 0, 0, 0, 0, 0, 0, 0, "{"), bytesOf(8, 0, 0, 0, 0, 0, 0, 0, json));
  assertEquals(answered('28{"name"'), bytesOf(` 8${json}`));
  assertEquals(answered('0028{"name"'), bytesOf(`0008${json}`));
  assertEquals(answered('28        {"name"'), bytesOf(`8         ${json}`));
  assertEquals(answered('28:{"name"'), bytesOf(` 8:${json}`));
  assertEquals(answered(28, '{"name"'), bytesOf(json, 10));
  const utf32 = answered("{", 0, 0, 0, '"', 0, 0, 0);
  assertEquals(utf32.slice(8, 12), bytesOf(0xe9, 0, 0, 0));
  const utf16 = answered(0xff, 0xfe, "{", 0, '"', 0);
  assertEquals(new TextDecoder("utf-16le").decode(utf16), `${json}\n`);
});

Deno.test("a diagnosis of random bytes is a sentence or undefined, and never throws", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 5, maxLength: 80 }), (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const found = [
      diagnoseJson(text, "frame"),
      diagnoseEncoding(bytes),
      diagnoseBody(bytes, 4, bytes.length),
      diagnoseHeader(bytes, 0, bytes.length),
      diagnoseOpening(inputOf(bytes))?.sentence,
    ];
    for (const sentence of found) assert(sentence === undefined || /\.$/.test(sentence), sentence);
    mistakenDatagramDialect(bytes);
    isUnfinishedJson(text);
  }));
});

Deno.test("a correct message is never mistaken for a mistake", () => {
  const message = fc.record({ name: fc.string({ unit: "grapheme" }), msg: fc.string() });
  fc.assert(fc.property(message, fc.boolean(), (fields, isLittle) => {
    const json = encoder.encode(JSON.stringify(fields));
    const frame = new Uint8Array(4 + json.length);
    new DataView(frame.buffer).setUint32(0, json.length, isLittle);
    frame.set(json, 4);
    const name = isLittle ? "frames-le" : "frames-be";
    assertEquals(detect(inputOf(frame), { isFinal: false }), { kind: "dialect", name });
    assertEquals(STREAM_DIALECTS[name].decode(frame, 4, frame.length), fields);
    const line = detect(inputOf(json), { isFinal: false });
    assertEquals(line, { kind: "dialect", name: "json-lines" });
  }));
});

Deno.test("a length within bounds and a brace begin only a frame", () => {
  // 31,488 in little-endian order looks like a brace in UTF-16.
  assertEquals(diagnoseOpening(inputOf(bytesOf(0, 0x7b, 0, 0, "{"))), undefined);
  const rest = fc.uint8Array({ maxLength: 16 });
  fc.assert(fc.property(fc.nat(255), fc.nat(255), fc.boolean(), rest, (a, b, isLittle, bytes) => {
    const header = isLittle ? [a, b, 0, 0] : [0, 0, a, b];
    assertEquals(diagnoseOpening(inputOf(bytesOf(...header, "{", ...bytes))), undefined);
  }));
});
