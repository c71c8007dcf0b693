import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Journal, type JournalState } from "../../../store/disk_thread/journal/journal.ts";
import { readJournal } from "../../../store/disk_thread/journal/journal_content.ts";
import { alignedAt } from "../../../store/disk_thread/journal/mark.ts";
import type { RecordQueue } from "../../../store/disk_thread/journal/record_queue.ts";
import { RECORD_HEADER_BYTES } from "../../../store/exchange/record.ts";
import { recordOf } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";

const RING_BYTES = 4096;
const STATE = { key: 7, sizeBytes: RING_BYTES, hasEnd: true };

/** A journal in a folder of its own. */
class TempJournal implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "hubbub-journal-" });
  readonly path = `${this.#folder}/journal`;
  #seq = 0;

  open(): Journal {
    return new Journal(this.path, STATE);
  }

  /** Returns a record of one message with a text of this length. */
  record(textLength: number): Uint8Array {
    return recordOf({ nextSeq: () => ++this.#seq }, "#a", ["x".repeat(textLength)]);
  }

  /** Returns the numbers of the messages that a start would find. */
  seqsFrom(start: number, state: Partial<JournalState> = {}): number[] {
    return seqsIn(readJournal(this.path, { ...STATE, start, ...state }).records);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

function seqsIn(records: RecordQueue): number[] {
  return records.chunksOf("#a").map(({ firstSeq }) => firstSeq);
}

storeTest("a crash leaves the records that weren't flushed, after any appends and flushes", () => {
  const step = fc.oneof(
    fc.record({ textLength: fc.integer({ min: 0, max: 3000 }) }),
    fc.record({ flushed: fc.integer({ min: 1, max: 8 }) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    using temp = new TempJournal();
    using journal = temp.open();
    const waiting: number[] = [];
    // The start that the database names: after the last record that was flushed.
    let start = 0;
    const flush = (count: number) => {
      const flushed = journal.records.shift(count);
      const last = flushed.at(-1);
      if (last !== undefined) start = last.position + last.bytes.length;
      waiting.splice(0, flushed.length);
    };
    for (const action of steps) {
      if ("flushed" in action) flush(action.flushed);
      else {
        const record = temp.record(action.textLength);
        while (waiting.length > 0 && !journal.hasRoomFor(record.length)) flush(1);
        journal.append(record);
        waiting.push(journal.records.at(-1)!.chunks[0].firstSeq);
      }
      assertEquals(seqsIn(journal.records), waiting);
      const { records, lostUntilSeq } = readJournal(temp.path, { ...STATE, start });
      assertEquals([seqsIn(records), lostUntilSeq], [waiting, undefined]);
    }
  }));
});

storeTest("a record that is incomplete or altered ends the log", () => {
  using temp = new TempJournal();
  using journal = temp.open();
  for (let i = 0; i < 3; i++) journal.append(temp.record(100));
  const { position, bytes } = journal.records.at(2)!;
  assertEquals(temp.seqsFrom(0), [1, 2, 3]);
  using file = Deno.openSync(temp.path, { read: true, write: true });
  for (const at of [position, position + 4, position + 8, position + bytes.length - 1]) {
    const byte = new Uint8Array(1);
    file.seekSync(at, Deno.SeekMode.Start);
    file.readSync(byte);
    for (const value of [byte[0] ^ 1, byte[0]]) {
      file.seekSync(at, Deno.SeekMode.Start);
      file.writeSync(Uint8Array.of(value));
      assertEquals(temp.seqsFrom(0), value === byte[0] ? [1, 2, 3] : [1, 2]);
    }
  }
  for (const size of [position + 1, position + 31, position + bytes.length - 1]) {
    file.truncateSync(size);
    assertEquals(temp.seqsFrom(0), [1, 2]);
  }
});

storeTest("bytes of another key, and a missing file, hold no records", () => {
  using temp = new TempJournal();
  assertEquals(temp.seqsFrom(0), []);
  using journal = temp.open();
  journal.append(temp.record(100));
  assertEquals(temp.seqsFrom(0), [1]);
  assertEquals(temp.seqsFrom(0, { key: 8 }), []);
  assertEquals(temp.seqsFrom(RING_BYTES), []);
  assertEquals(temp.seqsFrom(journal.end), []);
  // A database without a journal has the size 0.
  assertEquals(temp.seqsFrom(0, { sizeBytes: 0 }), []);
});

storeTest("hasRoomFor and canHold count the marks around a record", () => {
  using temp = new TempJournal();
  using journal = temp.open();
  // A mark stands before the lap, and another one after the record.
  const largest = RING_BYTES - 2 * RECORD_HEADER_BYTES;
  assert(journal.hasRoomFor(largest) && journal.canHold(largest));
  assert(!journal.hasRoomFor(largest + 1) && !journal.canHold(largest + 1));
  const half = temp.record(1600);
  const halfBytes = alignedAt(half.length);
  assert(halfBytes < RING_BYTES / 2);
  journal.append(half);
  journal.append(half);
  assert(!journal.hasRoomFor(half.length));
  journal.records.shift(1);
  assert(journal.hasRoomFor(halfBytes - RECORD_HEADER_BYTES));
  assert(!journal.hasRoomFor(halfBytes - RECORD_HEADER_BYTES + 1));
});

storeTest("a record that the disk refused is skipped", () => {
  using temp = new TempJournal();
  const journal = temp.open();
  journal.append(temp.record(100));
  const { end } = journal;
  journal[Symbol.dispose]();
  const refused = temp.record(100);
  assertThrows(() => journal.append(refused), Deno.errors.BadResource);
  assertEquals([journal.end, journal.records.length], [end + alignedAt(refused.length), 1]);
});

storeTest("damage within the journal is skipped and declared, and so is a missing end", () => {
  using temp = new TempJournal();
  using journal = temp.open();
  for (let i = 0; i < 4; i++) journal.append(temp.record(100));
  const read = () => readJournal(temp.path, { ...STATE, start: 0 });
  const damage = (from: number, to: number) => {
    using file = Deno.openSync(temp.path, { read: true, write: true });
    file.seekSync(from, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(to - from));
  };
  assertEquals([temp.seqsFrom(0), read().lostUntilSeq], [[1, 2, 3, 4], undefined]);
  const [, second, , last] = [0, 1, 2, 3].map((index) => journal.records.at(index)!);
  damage(second.position + 40, second.position + 60);
  assertEquals([temp.seqsFrom(0), read().lostUntilSeq], [[1, 3, 4], 2]);
  // Zeros in the last record and in the mark after it.
  damage(last.position, last.position + last.bytes.length + RECORD_HEADER_BYTES);
  assertEquals([temp.seqsFrom(0), read().lostUntilSeq], [[1, 3], Infinity]);
  Deno.removeSync(temp.path);
  assertEquals([temp.seqsFrom(0), read().lostUntilSeq], [[], Infinity]);
  assertEquals(
    readJournal(temp.path, { ...STATE, start: 0, hasEnd: false }).lostUntilSeq,
    undefined,
  );
});

/** Counts the calls of a file's methods while `body` runs. */
function callsOf(body: () => void): { writes: number; syncs: number } {
  const file = Deno.FsFile.prototype;
  const { writeSync, syncDataSync, syncSync } = file;
  const calls = { writes: 0, syncs: 0 };
  file.writeSync = function (bytes) {
    calls.writes++;
    return writeSync.call(this, bytes);
  };
  for (const [name, sync] of [["syncDataSync", syncDataSync], ["syncSync", syncSync]] as const) {
    file[name] = function () {
      calls.syncs++;
      sync.call(this);
    };
  }
  try {
    body();
  } finally {
    Object.assign(file, { writeSync, syncDataSync, syncSync });
  }
  return calls;
}

storeTest(
  "a record within a page takes one write and one sync, a longer one two writes and one sync",
  () => {
    using temp = new TempJournal();
    using journal = new Journal(temp.path, { key: 7, sizeBytes: 64 * 1024 });
    // The first append makes the file as long as the ring.
    journal.append(temp.record(10));
    assertEquals(callsOf(() => journal.append(temp.record(100))), { writes: 1, syncs: 1 });
    assertEquals(callsOf(() => journal.append(temp.record(20_000))), { writes: 2, syncs: 1 });
  },
);
