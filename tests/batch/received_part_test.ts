import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Author,
  Batch,
  HEADER_BYTES,
  memoryOf,
  merge,
  receivedBytes,
  receivedCount,
  receivedEntries,
  spliceable,
} from "../../batch/mod.ts";

const NO_HEAD = memoryOf(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An entry as a test describes it. */
interface Told {
  /** The index of its author; undefined for a notice to everybody. */
  readonly by: number | undefined;
  readonly text: string;
}

function authors(): Author[] {
  return ["ada", "bob", "cy"].map((fold) => ({ fold, lastBatch: undefined, held: undefined }));
}

function append(batch: Batch, json: string, seq: number, author: Author | undefined): void {
  const bytes = encoder.encode(json);
  const body = { view: spliceable(bytes), start: 0, end: bytes.length };
  batch.append(NO_HEAD, 0, body, seq, 0, author);
}

function batchOf(told: readonly Told[], all: readonly Author[]): Batch {
  const batch = new Batch("#room");
  let seq = 0;
  for (const { by, text } of told) {
    append(batch, text, by === undefined ? 0 : ++seq, by === undefined ? undefined : all[by]);
  }
  return batch;
}

/** Returns the texts of entries, each of which has a header in front. */
function textsIn(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + HEADER_BYTES + view.getUint32(at, true);
    texts.push(decoder.decode(bytes.subarray(at + HEADER_BYTES, end)));
    at = end;
  }
  return texts;
}

const toldArbitrary = fc.array(
  fc.record({
    by: fc.option(fc.nat(2), { nil: undefined }),
    text: fc.string({ maxLength: 20, unit: "grapheme" }),
  }),
  { maxLength: 30 },
);

Deno.test("a member gets every entry of a batch but its own, as bytes, entries and a count", () => {
  fc.assert(fc.property(toldArbitrary, (told) => {
    const all = authors();
    const batch = batchOf(told, all);
    all.forEach((self, index) => {
      const expected = told.filter(({ by }) => by !== index);
      const texts = expected.map(({ text }) => text);
      assertEquals(textsIn(receivedBytes(batch, batch, self)), texts);
      assertEquals(receivedEntries(batch, batch, self).flatMap(textsIn), texts);
      const messages = expected.filter(({ by }) => by !== undefined);
      assertEquals(receivedCount(batch, self), messages.length);
    });
  }));
});

Deno.test("merged batches keep the order of the numbers, and each member's own entries apart", () => {
  fc.assert(fc.property(
    fc.array(fc.record({ room: fc.nat(2), by: fc.nat(2) }), { maxLength: 40 }),
    (said) => {
      const all = authors();
      const rooms = [new Batch("#a"), new Batch("#b"), new Batch("#c")];
      said.forEach(({ room, by }, i) => append(rooms[room], `${i}`, i + 1, all[by]));
      const merged = merge(rooms);
      assertEquals(merged.seqs(), said.map((_, i) => i + 1));
      all.forEach((self, index) => {
        const texts = said.flatMap(({ by }, i) => by === index ? [] : [`${i}`]);
        assertEquals(textsIn(receivedBytes(merged, merged, self)), texts);
        assertEquals(receivedCount(merged, self), texts.length);
      });
    },
  ));
});

Deno.test("a notice in merged batches goes before the messages that follow it in its own", () => {
  const [ada] = authors();
  const rooms = [new Batch("#a"), new Batch("#b")];
  append(rooms[0], "a1", 1, ada);
  append(rooms[1], "b notice", 0, undefined);
  append(rooms[1], "b2", 2, ada);
  append(rooms[0], "a notice", 0, undefined);
  append(rooms[0], "a3", 3, ada);
  const merged = merge(rooms);
  assertEquals(textsIn(merged.bytes), ["b notice", "a1", "a notice", "b2", "a3"]);
  assertEquals(merged.seqs(), [0, 1, 0, 2, 3]);
});
