import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { History } from "../../../hub/mod.ts";
import { joinChunks } from "../../../store/disk_thread/flush/join_chunks.ts";
import { type Chunk, eachRecord } from "../../../store/exchange/chunk.ts";
import { chunksOf } from "../../../store/exchange/record.ts";
import type { RecordBuffer } from "../../../store/exchange/requests.ts";
import { RecordBuilder } from "../../../store/server_thread/record_builder.ts";
import { batchOf, NOTICE } from "../batches.ts";

/** Gives numbers with gaps, as the messages of other rooms make them. */
class Numbers implements Pick<History, "nextSeq"> {
  #seq = 0;

  constructor(readonly gaps: readonly number[]) {}

  nextSeq(): number {
    this.#seq += 1 + (this.gaps[this.#seq % this.gaps.length] ?? 0);
    return this.#seq;
  }
}

const ANY_NUMBER = () => Infinity;

function bytesOf({ buffer, sizeBytes }: RecordBuffer): Uint8Array {
  return new Uint8Array(buffer, 0, sizeBytes);
}

function recordsOf(chunks: readonly Chunk[]): { scope: string; seq: number; json: string }[] {
  const records: { scope: string; seq: number; json: string }[] = [];
  for (const chunk of chunks) {
    eachRecord(chunk, 0, (seq, json) => {
      records.push({ scope: chunk.scope, seq, json: new TextDecoder().decode(json) });
      return true;
    });
  }
  return records.sort((a, b) => a.seq - b.seq);
}

Deno.test("messages of a record, and of joined chunks, come out as they were", () => {
  const batchArbitrary = fc.record({
    scope: fc.constantFrom("#a", "#b", "@c"),
    texts: fc.array(fc.option(fc.string(), { nil: undefined }), { maxLength: 6 }),
    timeMs: fc.nat(60_000).map((ms) => 1.7e12 + ms),
  });
  const receivers: Record<string, string> = { "#b": "#B", "@c": "\u7231\u4e3d\u4e1d" };
  fc.assert(fc.property(
    fc.array(batchArbitrary, { maxLength: 12 }),
    fc.array(fc.nat(3), { maxLength: 3 }),
    (plans, gaps) => {
      const builder = new RecordBuilder();
      const numbers = new Numbers(gaps);
      const expected: { scope: string; seq: number; json: string }[] = [];
      for (const { scope, texts, timeMs } of plans) {
        const options = { timeMs, to: receivers[scope] };
        const batch = batchOf(numbers, scope, texts.map((text) => text ?? NOTICE), options);
        builder.add(batch);
        for (const [i, seq] of batch.seqs().entries()) {
          const json = new TextDecoder().decode(batch.json(i));
          if (seq !== 0) expected.push({ scope, seq, json });
        }
      }
      assertEquals(builder.count, expected.length);
      const chunks = chunksOf(bytesOf(builder.finish()));
      assertEquals(recordsOf(chunks), expected);
      const few = joinChunks(chunks, ANY_NUMBER);
      assertEquals(recordsOf(few), expected);
      assertEquals(new Set(few.map(({ scope }) => scope)).size, few.length);
      for (const { firstSeq, lastSeq, count, seqs } of few) {
        assertEquals(seqs === undefined, lastSeq - firstSeq + 1 === count);
      }
    },
  ));
});

Deno.test("joined chunks are no larger than a page of a read, and have few messages", () => {
  const builder = new RecordBuilder();
  const numbers = new Numbers([]);
  for (let i = 0; i < 10; i++) builder.add(batchOf(numbers, "#a", ["x".repeat(20_000)]));
  const chunks = chunksOf(bytesOf(builder.finish()));
  assertEquals(joinChunks(chunks, ANY_NUMBER).map(({ count }) => count), [3, 3, 3, 1]);
  assertEquals(joinChunks(chunks, () => 2).map(({ count }) => count), [2, 2, 2, 2, 2]);
  assertEquals(joinChunks(chunks, () => 0).map(({ count }) => count), Array(10).fill(1));
});

Deno.test("the buffer of a record is used again, and nothing of the old record shows", () => {
  const builder = new RecordBuilder();
  const numbers = new Numbers([]);
  builder.add(batchOf(numbers, "#a", ["first", "second"]));
  const { buffer } = builder.finish();
  builder.recycle(buffer);
  builder.finish();
  builder.add(batchOf(numbers, "#b", ["third"]));
  const post = builder.finish();
  assertEquals(post.buffer, buffer);
  assertEquals(recordsOf(chunksOf(bytesOf(post))).map(({ json }) => JSON.parse(json).msg), [
    "third",
  ]);
});

Deno.test("chunks with different receivers aren't joined, and a visit skips older messages", () => {
  const builder = new RecordBuilder();
  const numbers = new Numbers([]);
  for (const to of ["Ada", "Ada", "ada"]) builder.add(batchOf(numbers, "@ada", [to], { to }));
  const chunks = joinChunks(chunksOf(bytesOf(builder.finish())), ANY_NUMBER);
  assertEquals(chunks.map(({ receiver, count }) => [receiver, count]), [["Ada", 2], ["ada", 1]]);
  const seqs: number[] = [];
  for (const chunk of chunks) {
    eachRecord(chunk, 1, (seq, json) => {
      const { to, msg } = JSON.parse(new TextDecoder().decode(json));
      assertEquals(to, msg);
      return seqs.push(seq) < 2;
    });
  }
  assertEquals(seqs, [2, 3]);
});
