import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Journal, type JournalState } from "../../../store/disk_thread/journal/journal.ts";
import { readJournal } from "../../../store/disk_thread/journal/journal_content.ts";
import { recordOf } from "../batches.ts";
import { storeTest } from "../store_test_case.ts";

/** The kernel copies a write page by page. A kill comes between two pages. */
const PAGE_BYTES = 4096;

/** A part of a write that a kill leaves whole or not at all. */
interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Records all writes to files, in their order. */
class WriteTrace implements Disposable {
  readonly pieces: Piece[] = [];
  readonly #file = Deno.FsFile.prototype;
  readonly #seekSync = this.#file.seekSync;
  readonly #writeSync = this.#file.writeSync;

  constructor() {
    const { pieces } = this;
    const [seekSync, writeSync] = [this.#seekSync, this.#writeSync];
    let at = 0;
    this.#file.seekSync = function (offset, whence) {
      at = Number(offset);
      return seekSync.call(this, offset, whence);
    };
    this.#file.writeSync = function (bytes) {
      const written = writeSync.call(this, bytes);
      for (let from = 0; from < written;) {
        const end = Math.min(written, from + PAGE_BYTES - (at % PAGE_BYTES));
        pieces.push({ at, bytes: bytes.slice(from, end) });
        at += end - from;
        from = end;
      }
      return written;
    };
  }

  [Symbol.dispose](): void {
    this.#file.seekSync = this.#seekSync;
    this.#file.writeSync = this.#writeSync;
  }
}

/** Returns the content of a file after one more piece of a write. */
function withPiece(file: Uint8Array, { at, bytes }: Piece): Uint8Array {
  const changed = new Uint8Array(Math.max(file.length, at + bytes.length));
  changed.set(file);
  changed.set(bytes, at);
  return changed;
}

/** Appends records, and checks each state in which a kill may leave the file. */
function checkKills(sizeBytes: number, steps: readonly Step[]): void {
  const folder = Deno.makeTempDirSync({ prefix: "hubbub-journal-" });
  const state: JournalState = { key: 7, sizeBytes, hasEnd: true, start: 0 };
  const killedPath = `${folder}/killed`;
  using trace = new WriteTrace();
  using journal = new Journal(`${folder}/journal`, state);
  let file = trace.pieces.splice(0).reduce(withPiece, new Uint8Array());
  let start = 0;
  let seq = 0;
  let waiting: number[] = [];
  const flush = (count: number) => {
    const last = journal.records.shift(count).at(-1);
    if (last !== undefined) start = last.position + last.bytes.length;
    waiting = waiting.slice(count);
  };
  for (const { flushed, textLength } of steps) {
    flush(flushed);
    const record = recordOf({ nextSeq: () => ++seq }, "#a", ["x".repeat(textLength)]);
    if (!journal.canHold(record.length)) continue;
    while (!journal.hasRoomFor(record.length) && waiting.length > 0) flush(1);
    journal.append(record);
    for (const piece of trace.pieces.splice(0)) {
      file = withPiece(file, piece);
      Deno.writeFileSync(killedPath, file);
      const { records, lostUntilSeq } = readJournal(killedPath, { ...state, start });
      const seqs = records.chunksOf("#a").map(({ firstSeq }) => firstSeq);
      assertEquals([seqs.slice(0, waiting.length), lostUntilSeq], [waiting, undefined]);
    }
    waiting = [...waiting, seq];
    const { records } = readJournal(killedPath, { ...state, start });
    assertEquals(records.chunksOf("#a").map(({ firstSeq }) => firstSeq), waiting);
  }
  Deno.removeSync(folder, { recursive: true });
}

/** The number of records that are flushed, and the length of the next text. */
interface Step {
  readonly flushed: number;
  readonly textLength: number;
}

/** Returns steps that flush records only if the journal is full. */
function texts(...lengths: number[]): Step[] {
  return lengths.map((textLength) => ({ flushed: 0, textLength }));
}

storeTest("a record that a kill cuts off declares no loss", () => {
  checkKills(64 * 1024, texts(3000, 3000, 20_000, 10, 10_000));
});

storeTest("a kill at a header near the end of a page declares no loss", () => {
  for (let length = 3850; length < 3900; length++) checkKills(16 * 1024, texts(length, 200));
});

storeTest("a lap that overwrites the end of the last lap declares no loss", () => {
  const [first, ...others] = texts(3500, 600, 2400, 600);
  checkKills(4096, [first, { ...others[0], flushed: 1 }, ...others.slice(1)]);
});

storeTest(
  "a record that overwrites the end of the last lap declares no loss, cut off or not",
  () => {
    const [first, second] = texts(9000, 10_000);
    checkKills(12_288, [first, { ...second, flushed: 1 }]);
  },
);

storeTest(
  "a kill at any moment of any run loses no appended record and declares none lost",
  () => {
    const step = fc.record({
      flushed: fc.integer({ min: 0, max: 8 }),
      textLength: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 9000 })),
    });
    const sizes = fc.constantFrom(4096, 10_000, 12_288);
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 30 }), checkKills),
      { numRuns: 60 },
    );
  },
);
