import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { memoryOf } from "../../batch/mod.ts";
import { CanonicalForm, DATAGRAMS } from "../../protocol/mod.ts";

const NAME = "ada";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is read of an object as canonical with an id: its text and id. */
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

/** Whatever is accepted is read just as on the ordinary path. Returns whether it was. */
function check(json: string): boolean {
  const found = read(json);
  if (found === undefined) return false;
  const bytes = encoder.encode(json);
  assertEquals(DATAGRAMS.decode(bytes, 0, bytes.length), { name: NAME, ...found });
  return true;
}

Deno.test("a canonical message with an id is read as JSON.parse does", () => {
  fc.assert(fc.property(
    fc.string({ unit: "binary" }),
    fc.string(),
    (msg, id) => {
      check(JSON.stringify({ name: NAME, msg, id }));
    },
  ));
});

Deno.test("any change of one byte is read as JSON.parse does, or not at all", () => {
  const json = JSON.stringify({ name: NAME, msg: 'so\\ "x","id":"y', id: "7" });
  assert(check(json));
  for (let at = 0; at < json.length; at++) {
    for (const char of '"\\,:{} aid') {
      check(json.slice(0, at) + char + json.slice(at + 1));
    }
  }
});

Deno.test("compact and Python's spaced form are both taken", () => {
  assertEquals(read('{"name":"ada","msg":"hi","id":"a-1"}'), { msg: "hi", id: "a-1" });
  assertEquals(read('{"name": "ada", "msg": "hi", "id": "a-1"}'), { msg: "hi", id: "a-1" });
});

for (
  const [what, json] of [
    ["no id", '{"name":"ada","msg":"hi"}'],
    ["an empty id", '{"name":"ada","msg":"hi","id":""}'],
    ["an id that is too long", `{"name":"ada","msg":"hi","id":"${"x".repeat(65)}"}`],
    ["an escaped id", '{"name":"ada","msg":"hi","id":"\\u0061"}'],
    ["a field between", '{"name":"ada","msg":"hi","to":"bob","id":"a"}'],
    ["a field behind", '{"name":"ada","msg":"hi","id":"a","to":"b"}'],
    ["the id twice", '{"name":"ada","msg":"hi","id":"a","id":"b"}'],
    ["an id within the text", '{"name":"ada","msg":"hi\\",\\"id\\":\\"a"}'],
    ["a text that escapes its end", '{"name":"ada","msg":"hi\\","id":"a"}'],
    ["a command", '{"name":"ada","msg":"/who","id":"a"}'],
    ["an empty text", '{"name":"ada","msg":"","id":"a"}'],
    ["another name", '{"name":"bob","msg":"hi","id":"a"}'],
  ]
) {
  Deno.test(`not taken for canonical: ${what}`, () => assertEquals(read(json), undefined));
}
