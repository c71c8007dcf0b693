import { assertEquals } from "@std/assert";
import { Backlog } from "../../../store/disk_thread/backlog.ts";
import { LostRanges } from "../../../store/server_thread/lost_ranges.ts";
import { recordOf } from "../batches.ts";

/** Returns a record with one message of about this size. */
function record(scope: string, seq: number, sizeBytes: number): Uint8Array {
  return recordOf({ nextSeq: () => seq }, scope, ["x".repeat(sizeBytes)]);
}

Deno.test("a backlog drops the oldest messages and remembers their scopes", () => {
  const backlog = new Backlog(1200);
  const { records } = backlog;
  assertEquals(backlog.push(record("#a", 1, 600)), []);
  assertEquals(backlog.push(record("#b", 2, 300)), []);
  const [gone] = backlog.push(record("#b", 3, 300));
  assertEquals(gone.firstSeq, 1);
  assertEquals([backlog.droppedOf("#a"), backlog.droppedOf("#b")], [1, 0]);
  assertEquals(records.chunksOf("#b").map(({ firstSeq }) => firstSeq), [2, 3]);
  assertEquals(records.oldest(1).length, 1);
  assertEquals(records.oldest(1200).length, 2);
  records.shift(2);
  backlog.clearDropped();
  assertEquals([records.oldest(1000), backlog.droppedOf("#a")], [[], 0]);
});

Deno.test("a backlog with more scopes than it can list counts every scope as incomplete", () => {
  const backlog = new Backlog(0);
  for (let i = 1; i <= 10_001; i++) backlog.push(record(`#room${i}`, i, 1));
  assertEquals(backlog.dropped.size, 10_000);
  assertEquals(backlog.droppedOf("#room5"), 10_001);
  assertEquals(backlog.droppedOf("#quiet"), 10_001);
});

Deno.test("lost ranges grow with their outage, and their number is bounded", () => {
  const lost = new LostRanges();
  lost.add(10, 12);
  lost.add(10, 15);
  lost.add(30, 30);
  assertEquals([9, 10, 15, 16, 29, 30, 31].filter((seq) => lost.overlaps(seq, seq)), [10, 15, 30]);
  for (let i = 0; i < 2000; i++) lost.add(100 + 10 * i, 101 + 10 * i);
  assertEquals([
    lost.overlaps(10, 10),
    lost.overlaps(20_091, 20_091),
    lost.overlaps(20_092, 20_092),
  ], [
    true,
    true,
    false,
  ]);
});
