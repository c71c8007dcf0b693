import { assert, assertEquals } from "@std/assert";
import type { FileStorage, StoredFile } from "../../../files/mod.ts";
import { gatedTest } from "../../support/gate.ts";
import { bytesOf } from "../../support/peers/file_peer.ts";

const DAY_MS = 86_400_000;

/** The nodes that use a storage, and the time that they have. */
export interface StorageOptions {
  readonly isShared: boolean;
  readonly wallMs: () => number;
}

/** A place of files, empty at first. */
export interface StoragePlace extends AsyncDisposable {
  /** Opens it, as a server that starts does. */
  open(options: StorageOptions): FileStorage;
  /** The names that are there, rests of unfinished files included. */
  names(): Promise<string[]>;
}

const NOW: StorageOptions = { isShared: false, wallMs: Date.now };

/** Declares the tests that each {@linkcode FileStorage} passes. */
export function storageContract(
  label: string,
  reason: string | undefined,
  openPlace: () => Promise<StoragePlace>,
): void {
  const test = (name: string, fn: (place: StoragePlace) => Promise<void>) =>
    gatedTest(`${label}: ${name}`, reason, async () => {
      await using place = await openPlace();
      await fn(place);
    });

  for (const size of [0, 1, 300_000, 8 * 1024 * 1024, 20 * 1024 * 1024 + 1]) {
    test(`a file of ${size} bytes is read again, whole and in parts`, async (place) => {
      const storage = await opened(place);
      const bytes = bytesOf(size);
      const file = await kept(storage, "a", bytes);
      assertEquals(await storage.find(file.id), file);
      assertEquals(await readAll(storage, file.id, 0, size), bytes);
      const [start, end] = [Math.floor(size / 3), Math.ceil(size / 2)];
      assertEquals(await readAll(storage, file.id, start, end), bytes.slice(start, end));
    });
  }

  test("a file isn't there before it is committed, nor after an abort", async (place) => {
    const storage = await opened(place);
    const sink = await storage.create(idOf("a"), 20_000_000);
    await sink.write(bytesOf(20_000_000));
    assertEquals(await storage.find(idOf("a")), undefined);
    assertEquals(await storage.open(idOf("a"), { start: 0, end: 1 }), undefined);
    await sink.abort();
    await sink.abort();
    assertEquals(await place.names(), []);
  });

  test("a removed file is gone, and an update doesn't bring it back", async (place) => {
    const storage = await opened(place);
    const file = await kept(storage, "a", bytesOf(100));
    await storage.update({ ...file, seq: 7 });
    assertEquals((await storage.find(file.id))?.seq, 7);
    await storage.remove(file.id);
    await storage.remove(file.id);
    await storage.update({ ...file, seq: 8 });
    assertEquals(await storage.find(file.id), undefined);
    assertEquals(await storage.open(file.id, { start: 0, end: 100 }), undefined);
    assertEquals(await place.names(), []);
  });

  test("a start lists all files", async (place) => {
    const storage = await opened(place);
    const ids = [..."abcdefghijklmnopqrstuvwxyz"].map(idOf);
    for (const id of ids) await kept(storage, id[0], bytesOf(10));
    const again = await Array.fromAsync(place.open(NOW).list());
    assertEquals(again.map(({ id }) => id).sort(), ids);
  });

  test("a start removes the rests of what a crash left unfinished", async (place) => {
    const sink = await leaveRests(await opened(place));
    const names = await place.names();
    for (const letter of "bc") assert(names.some((name) => name.startsWith(idOf(letter))), letter);
    await opened(place);
    assertEquals(await place.names(), [idOf("a"), `${idOf("a")}.json`]);
    await sink.abort();
  });

  test("a start leaves rests alone that other nodes may be writing, for days", async (place) => {
    let nowMs = Date.now();
    const shared = { isShared: true, wallMs: () => nowMs };
    const sink = await leaveRests(await opened(place, shared));
    await opened(place, shared);
    const bytes = bytesOf(9_000_000);
    await sink.commit(fileOf(idOf("b"), bytes));
    const storage = await opened(place, shared);
    assertEquals(await readAll(storage, idOf("b"), 0, bytes.length), bytes);
    nowMs += 8 * DAY_MS;
    await opened(place, shared);
    const left = ["a", "b"].flatMap((letter) => [idOf(letter), `${idOf(letter)}.json`]);
    assertEquals(await place.names(), left);
  });
}

/** Leaves a whole file, one on its way, and one that got no record. Returns the one on its way. */
async function leaveRests(storage: FileStorage) {
  await kept(storage, "a", bytesOf(10));
  const sink = await storage.create(idOf("b"), 9_000_000);
  await sink.write(bytesOf(9_000_000));
  const broken = await storage.create(idOf("c"), 10);
  await broken.write(bytesOf(10));
  const failing: StoredFile = Object.defineProperty(fileOf(idOf("c"), bytesOf(10)), "toJSON", {
    value: () => {
      throw new Error("the crash");
    },
  });
  await broken.commit(failing).catch(() => {});
  return sink;
}

async function opened(place: StoragePlace, options = NOW): Promise<FileStorage> {
  const storage = place.open(options);
  await Array.fromAsync(storage.list());
  return storage;
}

async function kept(
  storage: FileStorage,
  letter: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<StoredFile> {
  const file = fileOf(idOf(letter), bytes);
  const sink = await storage.create(file.id, bytes.length);
  // The pieces are what a socket gives, not what the storage would like.
  for (let at = 0; at < bytes.length; at += 100_001) {
    await sink.write(bytes.slice(at, at + 100_001));
  }
  await sink.commit(file);
  return file;
}

function fileOf(id: string, { length: size }: Uint8Array): StoredFile {
  const sums = { md5: "", sha256: "" };
  return {
    id,
    name: "猫.bin",
    size,
    type: "text/plain",
    ...sums,
    author: "ada",
    keptMs: 1,
    afterSeq: 5,
  };
}

function idOf(letter: string): string {
  return letter.repeat(32);
}

async function readAll(
  storage: FileStorage,
  id: string,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const source = await storage.open(id, { start, end });
  assert(source !== undefined);
  const bytes = new Uint8Array(end - start + 1);
  let size = 0;
  for (;;) {
    const count = await source.read(bytes.subarray(size, size + 70_000));
    if (count === null) break;
    size += count;
  }
  source.close();
  return bytes.slice(0, size);
}
