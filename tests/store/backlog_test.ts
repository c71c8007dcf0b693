import { assertEquals } from "@std/assert";
import { Backlog, type Group } from "../../store/backlog.ts";
import { LostRanges } from "../../store/lost_ranges.ts";

function group(scope: string, seq: number, sizeBytes: number): Group {
  const bodies = new Uint8Array(sizeBytes);
  const chunk = {
    scope,
    firstSeq: seq,
    lastSeq: seq,
    count: 1,
    timeMs: 0,
    seqs: undefined,
    receiver: undefined,
    bodies,
  };
  return { chunks: [chunk], entries: { ids: undefined, idCount: 0, timeMs: 0 } };
}

Deno.test("a backlog gives up the oldest, and knows of whom", () => {
  const backlog = new Backlog(100);
  assertEquals(backlog.push(group("#a", 1, 60)), []);
  assertEquals(backlog.push(group("#b", 2, 40)), []);
  const [gone] = backlog.push(group("#b", 3, 40));
  assertEquals(gone.chunks[0].firstSeq, 1);
  assertEquals([backlog.droppedOf("#a"), backlog.droppedOf("#b")], [1, 0]);
  assertEquals(backlog.chunksOf("#b").map(({ firstSeq }) => firstSeq), [2, 3]);
  assertEquals(backlog.oldest(1).length, 1);
  assertEquals(backlog.oldest(80).length, 2);
  backlog.shift(2);
  backlog.clearDropped();
  assertEquals([backlog.oldest(1000), backlog.droppedOf("#a")], [[], 0]);
});

Deno.test("of more scopes than it can list, any may have lost something", () => {
  const backlog = new Backlog(0);
  for (let i = 1; i <= 10_001; i++) backlog.push(group(`#room${i}`, i, 1));
  assertEquals(backlog.dropped.size, 10_000);
  assertEquals(backlog.droppedOf("#room5"), 10_001);
  assertEquals(backlog.droppedOf("#quiet"), 10_001);
});

Deno.test("lost ranges grow with their outage and are bounded", () => {
  const lost = new LostRanges();
  lost.add(10, 12);
  lost.add(10, 15);
  lost.add(30, 30);
  assertEquals([9, 10, 15, 16, 29, 30, 31].filter((seq) => lost.hasAny(seq, seq)), [10, 15, 30]);
  for (let i = 0; i < 2000; i++) lost.add(100 + 10 * i, 101 + 10 * i);
  assertEquals([lost.hasAny(10, 10), lost.hasAny(20_091, 20_091), lost.hasAny(20_092, 20_092)], [
    true,
    true,
    false,
  ]);
});
