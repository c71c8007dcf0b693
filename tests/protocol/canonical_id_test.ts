import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { memoryOf } from "../../batch/mod.ts";
import { CanonicalForm, DATAGRAMS } from "../../protocol/mod.ts";

const NAME = "ada";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Returns the text and the id that the canonical form finds. */
function read(json: string): { msg: string; id: string } | undefined {
  const bytes = encoder.encode(json);
  const view = memoryOf(bytes.length);
  new Uint8Array(view.buffer).set(bytes);
  const form = new CanonicalForm(NAME);
  if (!form.matchesWithId(view, 0, bytes.length)) return undefined;
  const rest = `${decoder.decode(bytes.subarray(0, form.textEnd + 1))}}`;
  const { name, msg, ...others } = JSON.parse(rest);
  assertEquals([name, others], [NAME, {}]);
  return { msg, id: decoder.decode(bytes.subarray(form.idStart, -2)) };
}

/** Returns true for an accepted message, and checks that the ordinary path reads the same. */
function check(json: string): boolean {
  const found = read(json);
  if (found === undefined) return false;
  const bytes = encoder.encode(json);
  assertEquals(DATAGRAMS.decode(bytes, 0, bytes.length), { name: NAME, ...found });
  return true;
}

Deno.test("the canonical form reads a message with an id as JSON.parse does", () => {
  fc.assert(fc.property(
    fc.string({ unit: "binary" }),
    fc.string(),
    (msg, id) => {
      check(JSON.stringify({ name: NAME, msg, id }));
    },
  ));
});

Deno.test("the canonical form reads a message with one byte changed as JSON.parse does, or refuses it", () => {
  const json = JSON.stringify({ name: NAME, msg: 'so\\ "x","id":"y', id: "7" });
  assert(check(json));
  for (let at = 0; at < json.length; at++) {
    for (const char of '"\\,:{} aid') {
      check(json.slice(0, at) + char + json.slice(at + 1));
    }
  }
});

Deno.test("the canonical form accepts compact JSON and Python's spaced JSON", () => {
  assertEquals(read('{"name":"ada","msg":"hi","id":"a-1"}'), { msg: "hi", id: "a-1" });
  assertEquals(read('{"name": "ada", "msg": "hi", "id": "a-1"}'), { msg: "hi", id: "a-1" });
});

for (
  const [what, json] of [
    ["no id", '{"name":"ada","msg":"hi"}'],
    ["an empty id", '{"name":"ada","msg":"hi","id":""}'],
    ["an id that is too long", `{"name":"ada","msg":"hi","id":"${"x".repeat(65)}"}`],
    ["an escaped id", '{"name":"ada","msg":"hi","id":"\\u0061"}'],
    ["a field between text and id", '{"name":"ada","msg":"hi","to":"bob","id":"a"}'],
    ["a field after the id", '{"name":"ada","msg":"hi","id":"a","to":"b"}'],
    ["the id twice", '{"name":"ada","msg":"hi","id":"a","id":"b"}'],
    ["an id within the text", '{"name":"ada","msg":"hi\\",\\"id\\":\\"a"}'],
    ["a text that escapes its end", '{"name":"ada","msg":"hi\\","id":"a"}'],
    ["a command", '{"name":"ada","msg":"/who","id":"a"}'],
    ["an empty text", '{"name":"ada","msg":"","id":"a"}'],
    ["another name", '{"name":"bob","msg":"hi","id":"a"}'],
  ]
) {
  Deno.test(`the canonical form refuses a message with ${what}`, () => {
    assertEquals(read(json), undefined);
  });
}
