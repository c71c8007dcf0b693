import { assertEquals } from "@std/assert";
import {
  DEFAULT_FILE_LIMITS,
  type FileStorage,
  FolderStorage,
  PartialFolder,
} from "../../files/mod.ts";
import { FileRoom } from "../../files/file_room.ts";
import { KeptFiles } from "../../files/kept_files.ts";
import { StorageFailures } from "../../files/storage_failures.ts";
import { Partials } from "../../files/partials/partials.ts";
import { gatedTest, missing } from "../support/gate.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

const FILE = {
  id: "f".repeat(32),
  name: "a.txt",
  size: 1000,
  type: "text/plain",
  md5: "",
  sha256: "",
  author: "ada",
  keptMs: 0,
  afterSeq: 5,
};
const PARTIAL = { name: "a.txt", size: 9, author: "ada", address: "127.0.0.1", fields: {} };
const DAY_MS = 86_400_000;
const reason = missing(["read", "write", "env", "sys"]);

/** A node's part of a folder that it shares with others. */
class Node {
  readonly storage: FileStorage;
  readonly room: FileRoom;
  readonly kept: KeptFiles;
  readonly partials: Partials;

  constructor(path: string, wallMs: () => number) {
    const limits = { ...DEFAULT_FILE_LIMITS, freeMinBytes: 0, partialMaxMs: DAY_MS };
    const isShared = true;
    this.storage = new FolderStorage({ path, isShared, wallMs });
    this.room = new FileRoom(this.storage, limits);
    const failures = new StorageFailures((error) => {
      throw error;
    });
    const { quota } = this.room;
    this.kept = new KeptFiles({ storage: this.storage, quota, isShared, failures });
    const folder = new PartialFolder({ path: `${path}/partial`, isShared, wallMs });
    const newId = () => crypto.randomUUID().replaceAll("-", "");
    this.partials = new Partials({ folder, room: this.room, failures, limits, newId, wallMs });
  }

  async load(): Promise<this> {
    await this.kept.load();
    await this.partials.load();
    return this;
  }
}

gatedTest("a file that another node took in counts once its message is said", reason, async () => {
  await using folder = new TempFolder();
  const [one, two] = [new Node(folder.path, Date.now), new Node(folder.path, Date.now)];
  await two.load();
  const sink = await one.storage.create(FILE.id, FILE.size);
  await sink.write(new Uint8Array(1000));
  await sink.commit(FILE);
  two.kept.onSaid(FILE.id, 6);
  // A reader that hears of the message may fetch the file at once.
  assertEquals((await two.kept.find(FILE.id))?.seq, 6);
  assertEquals([two.kept.count, two.kept.isSaid(FILE.id)], [1, true]);
  const { totalBytes } = two.room.quota;
  assertEquals(totalBytes > 1000, true);
  two.kept.onDeleted(FILE.id);
  assertEquals(two.room.quota.totalBytes, 0);
  await two.kept.settled();
  assertEquals(await one.storage.find(FILE.id), undefined);
});

gatedTest("a file in parts that another node has finished is forgotten", reason, async () => {
  await using folder = new TempFolder();
  const one = await new Node(folder.path, Date.now).load();
  const { file } = await one.partials.create(PARTIAL, 0);
  const two = await new Node(folder.path, Date.now).load();
  assertEquals(two.partials.count, 1);
  await one.partials.finish(file, "{}");
  await two.partials.sweep();
  assertEquals([two.partials.count, two.room.quota.totalBytes], [0, 0]);
});

gatedTest("a file in parts stays while another node takes bytes of it", reason, async () => {
  await using folder = new TempFolder();
  let nowMs = Date.now();
  const one = await new Node(folder.path, () => nowMs).load();
  const { file } = await one.partials.create(PARTIAL, 0);
  const two = await new Node(folder.path, () => nowMs).load();
  nowMs += 2 * DAY_MS;
  await Deno.utime(`${folder.path}/partial/${file.id}`, nowMs / 1000, nowMs / 1000);
  await two.partials.sweep();
  assertEquals((await one.partials.find(file.id))?.size, 0);
  nowMs += 2 * DAY_MS;
  await two.partials.sweep();
  await two.partials.sweep();
  assertEquals(await one.partials.find(file.id), undefined);
});

gatedTest("a node that starts leaves alone what others have just begun", reason, async () => {
  await using folder = new TempFolder();
  let nowMs = Date.now();
  await new Node(folder.path, () => nowMs).load();
  const rests = [`partial/${FILE.id}.json.new`, `partial/${FILE.id}`, `ab/${FILE.id}.part`];
  await Deno.mkdir(`${folder.path}/ab`);
  for (const rest of rests) await Deno.writeTextFile(`${folder.path}/${rest}`, "");
  const left = () => rests.filter((rest) => isFile(`${folder.path}/${rest}`));
  await new Node(folder.path, () => nowMs).load();
  assertEquals(left(), rests);
  nowMs += 2 * DAY_MS;
  await new Node(folder.path, () => nowMs).load();
  assertEquals(left(), []);
});

function isFile(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return false;
  }
}
