import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ChatError, type ClientMessage, MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import {
  DATAGRAMS,
  detect,
  InputBuffer,
  splitUnended,
  STREAM_DIALECTS,
  WEBSOCKET,
} from "../../protocol/mod.ts";
import { anyText } from "../support/bytes/any_text.ts";
import { ByteStream, found, framed } from "../support/bytes/byte_stream.ts";
import { joined } from "../support/bytes/joined.ts";
import type { Wire } from "../support/peers/wire.ts";

/** The dialects whose frames are messages by themselves; a line of IRC needs a dialogue. */
const NAMES: readonly Wire[] = ["frames-le", "frames-be", "json-lines", "plain"];
const JSON_NAMES = NAMES.filter((name) => STREAM_DIALECTS[name].isJson);

const CONVERSATION: readonly ClientMessage[] = [
  { name: "ada" },
  { name: "ada", msg: "hello" },
  { name: "狗哥alex", msg: "你好，世界 😀" },
  { name: "ada", msg: 'quotes " and \\ and \n lines', to: "#tea", id: "m-1" },
  { name: "ada", since: 7, epoch: "e", heartbeat: 30, session: "s", token: "t", password: "p" },
  { name: "ada", msg: "" },
  { name: "ada", msg: "last" },
];

/** Returns the message of a line of plain text. */
function typed(msg: string): ClientMessage {
  return { msg, isTyped: true };
}

/** Returns the conversation in the bytes of a dialect, and the messages that must be found in it. */
function conversationIn(name: Wire): { bytes: Uint8Array; wanted: ClientMessage[] } {
  const wanted = name === "plain"
    ? CONVERSATION.map(({ msg }) => typed((msg ?? "").replaceAll("\n", " ")))
    : [...CONVERSATION];
  const texts = wanted.map((one) => name === "plain" ? one.msg! : JSON.stringify(one));
  return { bytes: joined(texts.map((text) => framed(name, text))), wanted };
}

for (const name of NAMES) {
  Deno.test(`${name}: a conversation is the same in pieces of every size from one byte on`, () => {
    const { bytes, wanted } = conversationIn(name);
    for (let size = 1; size <= bytes.length; size++) {
      assertEquals(found(STREAM_DIALECTS[name], bytes, [size]), wanted, `pieces of ${size} bytes`);
    }
  });
}

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const message: fc.Arbitrary<ClientMessage> = fc.record({
  name: text,
  msg: text,
  to: text,
  id: fc.string({ minLength: 1, maxLength: 64 }),
  since: fc.maxSafeNat(),
  heartbeat: fc.integer({ min: 5, max: 300 }),
  session: text,
  cookie: text,
}, { requiredKeys: [] });
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 });

for (const name of JSON_NAMES) {
  Deno.test(`${name}: random messages stay the same in random pieces`, () => {
    fc.assert(fc.property(fc.array(message), sizes, fc.boolean(), (messages, sizes, isLoose) => {
      const parts = messages.flatMap((one) => [
        framed(name, isLoose && name !== "json-lines" ? loosely(one) : JSON.stringify(one)),
        ...(name === "json-lines" ? [] : [new Uint8Array(isLoose ? 4 : 0)]),
      ]);
      assertEquals(found(STREAM_DIALECTS[name], joined(parts), sizes), messages);
    }));
  });
}

/** Returns a message as Python writes it with indent and escapes, with an unknown field. */
function loosely(message: ClientMessage): string {
  return JSON.stringify({ ...message, colour: { red: [1, null] } }, undefined, 2)
    .replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

Deno.test("plain: random lines stay the same in random pieces", () => {
  const line = text.map((line) => line.replace(/[\r\n]/g, ""));
  fc.assert(fc.property(fc.array(line), sizes, (lines, sizes) => {
    const bytes = joined(lines.map((line) => framed("plain", line)));
    const wanted = lines.map((line) => typed(line.replace(/^\ufeff/, "")));
    assertEquals(found(STREAM_DIALECTS.plain, bytes, sizes), wanted);
  }));
});

Deno.test("a datagram and a WebSocket message are decoded to the same message", () => {
  fc.assert(fc.property(message, (one) => {
    const bytes = new TextEncoder().encode(JSON.stringify(one));
    assertEquals(DATAGRAMS.decode(bytes, 0, bytes.length), one);
    assertEquals(WEBSOCKET.decode(bytes, 0, bytes.length), one);
  }));
});

for (const name of NAMES) {
  Deno.test(`${name}: random bytes in random pieces cause refusals at most`, () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    const lengths = fc.constantFrom([], [5, 0, 0, 0], [0, 0, 0, 5], [0x7b], [0x22], [0x0a]);
    const part = fc.tuple(lengths, bytes).map(([head, tail]) =>
      joined([Uint8Array.from(head), tail])
    );
    fc.assert(fc.property(fc.array(part, { maxLength: 8 }), sizes, (parts, sizes) => {
      const stream = new ByteStream(STREAM_DIALECTS[name]);
      const all = joined(parts);
      for (let at = 0, i = 0; at < all.length && !stream.isLost; i++) {
        stream.feed(all.subarray(at, at += sizes[i % sizes.length]));
      }
      assert(stream.input.start <= stream.input.end);
    }));
  });
}

Deno.test("the detection never throws on random bytes, and decides text that is final", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, isFinal) => {
    detect(inputOf(bytes), { isFinal });
  }));
  fc.assert(fc.property(fc.string({ minLength: 1, unit: "grapheme-ascii" }), (line) => {
    const { kind } = detect(inputOf(new TextEncoder().encode(line)), { isFinal: true });
    assert(kind !== "undecided", line);
  }));
});

Deno.test("a line ends with LF or CR LF, and a CR within a line is part of it", () => {
  const bytes = new TextEncoder().encode("one\ntwo\r\nth\rree\n\r\n\n");
  for (let size = 1; size <= bytes.length; size++) {
    assertEquals(found(STREAM_DIALECTS.plain, bytes, [size]), [
      typed("one"),
      typed("two"),
      typed("th\rree"),
      typed(""),
      typed(""),
    ]);
  }
});

Deno.test("splitUnended makes a line of a text without a line end", () => {
  const stream = new ByteStream(STREAM_DIALECTS.plain);
  stream.feed(new TextEncoder().encode("one\nhello"));
  const { input } = stream;
  splitUnended(input);
  const { bytes, bodyStart, bodyEnd } = input;
  assertEquals(STREAM_DIALECTS.plain.decode(bytes, bodyStart, bodyEnd), typed("hello"));
  stream.feed(new TextEncoder().encode("two\n"));
  assertEquals(stream.found, [typed("one"), typed("two")]);
});

for (const name of NAMES) {
  const around = name === "plain" ? 0 : '{"msg":""}'.length;
  const ofSize = (sizeBytes: number) => {
    const msg = "x".repeat(sizeBytes - around);
    return framed(name, name === "plain" ? msg : `{"msg":"${msg}"}`);
  };

  Deno.test(`${name}: a message of 65,507 bytes is accepted in any pieces`, () => {
    for (const size of [1_000, 4_096, 65_536, 200_000]) {
      const [largest] = found(STREAM_DIALECTS[name], ofSize(MESSAGE_MAX_BYTES), [size]);
      assert(typeof largest === "object");
      assertEquals(largest.msg?.length, MESSAGE_MAX_BYTES - around);
    }
  });

  Deno.test(`${name}: a message of 65,508 bytes is refused once in any pieces`, () => {
    const bytes = joined([ofSize(MESSAGE_MAX_BYTES + 1), framed(name, '{"msg":"next"}')]);
    for (const size of [1_000, 4_096, 65_536, 200_000]) {
      const [refused, next, ...rest] = found(STREAM_DIALECTS[name], bytes, [size]);
      assertEquals(rest, []);
      const isFramed = name.startsWith("frames");
      assertEquals(refused, isFramed ? "frame-too-large" : "message-too-large");
      if (!isFramed) assertEquals(typeof next, "object", "the next line is found");
    }
  });
}

for (const name of ["json-lines", "plain"] as const) {
  Deno.test(`${name}: a line of a megabyte is refused once and takes no memory`, () => {
    const stream = new ByteStream(STREAM_DIALECTS[name]);
    for (let i = 0; i < 64; i++) stream.feed(new Uint8Array(16_384).fill(0x61));
    stream.feed(new TextEncoder().encode('\n{"msg":"next"}\n'));
    assertEquals(stream.found.length, 2);
    assertEquals(stream.found[0], "message-too-large");
    assert(stream.input.bytes.length <= 4 * MESSAGE_MAX_BYTES);
  });
}

Deno.test("an input buffer starts small and grows up to a limit", () => {
  const input = new InputBuffer();
  assert(input.bytes.length <= 1024);
  for (let i = 0; i < 100; i++) {
    input.commit(input.reserve().length);
    input.start = input.end;
  }
  assertEquals(input.bytes.length, 64 * 1024);
});

Deno.test("decoding of any JSON returns a message or throws a ChatError", () => {
  const wild = fc.oneof(
    fc.json({ maxDepth: 40 }),
    fc.object({ key: fc.constantFrom("name", "msg", "to", "id", "since", "epoch", "x") })
      .map((value) => JSON.stringify(value)),
    anyText(40),
  );
  fc.assert(fc.property(wild, (json) => {
    const bytes = new TextEncoder().encode(json);
    try {
      const decoded = DATAGRAMS.decode(bytes, 0, bytes.length);
      for (const field of Object.values(decoded)) {
        assert(["string", "number"].includes(typeof field));
        if (typeof field === "string") assert(field.isWellFormed());
      }
    } catch (error) {
      assert(error instanceof ChatError, String(error));
    }
  }));
});

function inputOf(bytes: Uint8Array): InputBuffer {
  const input = new InputBuffer();
  input.reserve().set(bytes);
  input.commit(bytes.length);
  return input;
}
