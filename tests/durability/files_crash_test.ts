import { assertEquals } from "@std/assert";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { openS3Place } from "../files/storage/s3_place.ts";
import { noS3 } from "../support/s3/s3_server.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { bytesOf, FilePeer, type Json, md5Of } from "../support/peers/file_peer.ts";
import { type Random, withSeed } from "../support/random.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** The longest life of a server after its clients have come, in milliseconds. */
const LIFE_MAX_MS = 120;
/** Lives of a server, and files that are acknowledged, at least. */
const ROUNDS = { folder: 30, bucket: 12 };
const SIZE_MAX = 200_000;
/** More than one part of a multipart upload. */
const LARGE_BYTES = 30_000_000;

/** A place of files that outlives the servers. */
interface Place extends AsyncDisposable {
  readonly flags: readonly string[];
  /** The names of all files in it. */
  names(): Promise<string[]> | string[];
}

/** Sends one file after the other, each with an id, and again those without an ack. */
class FileSender {
  /** The md5 of each acknowledged file, by its message's number. */
  readonly acked = new Map<number, string>();
  #number = 0;
  #isAcked = true;
  #bytes = new Uint8Array(0);

  constructor(
    readonly name: string,
    readonly wire: "frames-le" | "frames-be",
    readonly nextBytes: (random: Random, seed: number) => Uint8Array<ArrayBuffer> = (
      random,
      seed,
    ) => bytesOf(random.below(SIZE_MAX), seed),
  ) {}

  /** Sends files until the server dies. */
  async send(port: number, random: Random): Promise<void> {
    const peer = await FilePeer.connect(port, this.wire);
    try {
      for (;;) {
        if (this.#isAcked) {
          this.#bytes = this.nextBytes(random, ++this.#number);
          this.#isAcked = false;
        }
        const id = `${this.name}-${this.#number}`;
        await peer.sendFile(`${id}.bin`, this.#bytes, { name: this.name, id });
        const ack = await peer.until("ack");
        assertEquals(ack.id, id);
        this.acked.set(ack.seq, md5Of(this.#bytes));
        this.#isAcked = true;
      }
    } catch (error) {
      const isEnd = error instanceof Deno.errors.ConnectionReset ||
        error instanceof Deno.errors.BrokenPipe || /connection ended/.test(String(error));
      if (!isEnd) throw error;
    } finally {
      peer.close();
    }
  }
}

crashTest("folder", missing(PROCESS_PERMISSIONS), () => {
  const folder = new TempFolder();
  return Promise.resolve({
    flags: ["--files", folder.path, "--files-free-min-bytes", "0"],
    names: () => namesOnDisk(folder.path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  });
});

crashTest("bucket", noS3, () => openS3Place());

function crashTest(
  kind: keyof typeof ROUNDS,
  reason: string | undefined,
  open: () => Promise<Place>,
): void {
  gatedTest(
    `a ${kind}: SIGKILL at any moment leaves no message without its file, and no file without a message`,
    reason,
    () =>
      withSeed(async (random) => {
        await using folder = new TempFolder();
        await using place = await open();
        await dieOften(() => serverOn(folder.path, place), place, { random, rounds: ROUNDS[kind] });
      }),
  );
}

async function dieOften(
  start: () => HubbubProcess,
  place: Place,
  { random, rounds }: { readonly random: Random; readonly rounds: number },
): Promise<void> {
  const senders = [
    new FileSender("ada", "frames-le"),
    new FileSender("bob", "frames-be"),
    new FileSender("eve", "frames-le", () => new Uint8Array(LARGE_BYTES)),
  ];
  const acked = () => senders.reduce((sum, one) => sum + one.acked.size, 0);
  for (let round = 0; round < rounds || acked() < rounds; round++) {
    // Eve's files would take the others' time in every round.
    await liveAndDie(start, round % 5 === 0 ? senders : senders.slice(0, 2), random);
  }
  await using server = start();
  const port = await server.tcpPort();
  const messages = await filesSaid(port);
  for (const { acked } of senders) {
    for (const [seq, md5] of acked) {
      assertEquals(messages.find((one) => one.seq === seq)?.file.md5, md5, String(seq));
    }
  }
  await fetchAll(port, messages);
  await askForOrphans(port, await place.names(), messages);
  server.signal("SIGTERM");
  await server.ended();
  const known = messages.map(({ file }) => file.id);
  assertEquals(await place.names(), known.flatMap((id) => [id, `${id}.json`]).sort());
}

function serverOn(dataDir: string, { flags }: Place): HubbubProcess {
  const ids = ["--dedup-window-ms", "86400000"];
  return new HubbubProcess(["--udp", "off", "--data", dataDir, "--rate", "off", ...ids, ...flags]);
}

async function liveAndDie(
  start: () => HubbubProcess,
  senders: readonly FileSender[],
  random: Random,
): Promise<void> {
  await using server = start();
  const port = await server.tcpPort();
  await fetchAll(port, (await filesSaid(port)).slice(-5));
  // The test is about the moment; no check depends on its time.
  const timer = setTimeout(() => server.signal("SIGKILL"), random.below(LIFE_MAX_MS));
  try {
    await Promise.all(senders.map((sender) => sender.send(port, random)));
    await server.ended();
  } finally {
    clearTimeout(timer);
  }
}

/** The messages about files that the log has. */
async function filesSaid(port: number): Promise<Json[]> {
  const auditor = await FilePeer.connect(port);
  await auditor.send({ name: "auditor", since: 0 });
  const messages: Json[] = [];
  for (;;) {
    const message = await auditor.receive();
    if (message.event === "history") break;
    if (message.event === undefined) messages.push(message);
  }
  auditor.close();
  return messages;
}

async function fetchAll(port: number, messages: readonly Json[]): Promise<void> {
  const reader = await FilePeer.join(port, "reader");
  for (const { file } of messages) {
    await reader.send({ get: file.id });
    const header = await reader.receive();
    assertEquals(header, { file_name: file.name, file_size: file.size, md5: file.md5 });
    assertEquals(md5Of(await reader.bytes(file.size)), file.md5);
  }
  reader.close();
}

/** Asks for each file without a message, by which it goes; the sweeper does so round after round. */
async function askForOrphans(
  port: number,
  names: readonly string[],
  messages: readonly Json[],
): Promise<void> {
  const said = new Set(messages.map(({ file }) => file.id));
  const ids = names.filter((name) => /^[0-9a-z]{32}$/.test(name));
  const orphans = ids.filter((id) => !said.has(id));
  const reader = await FilePeer.join(port, "reader");
  for (const id of orphans) {
    await reader.send({ get: id });
    assertEquals((await reader.receive()).error, "file-unknown");
  }
  reader.close();
}

function namesOnDisk(files: string): string[] {
  return [...Deno.readDirSync(files)].flatMap(({ name }) =>
    [...Deno.readDirSync(`${files}/${name}`)].map((one) => one.name)
  ).sort();
}
