import { assertEquals } from "@std/assert";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";
import { bytesOf, FilePeer, type Json, md5Of } from "../support/peers/file_peer.ts";
import { type Random, withSeed } from "../support/random.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** The longest life of a server after its clients have come, in milliseconds. */
const LIFE_MAX_MS = 120;
const ROUNDS = 30;
const ACKED_MIN = 30;
const SIZE_MAX = 200_000;

/** Sends one file after the other, each with an id, and again those without an ack. */
class FileSender {
  /** The md5 of each acknowledged file, by its message's number. */
  readonly acked = new Map<number, string>();
  #number = 0;
  #isAcked = true;
  #bytes = new Uint8Array(0);

  constructor(readonly name: string, readonly wire: "frames-le" | "frames-be") {}

  /** Sends files until the server dies. */
  async send(port: number, random: Random): Promise<void> {
    const peer = await FilePeer.connect(port, this.wire);
    try {
      for (;;) {
        if (this.#isAcked) {
          this.#bytes = bytesOf(random.below(SIZE_MAX), ++this.#number);
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

gatedTest(
  "SIGKILL at any moment leaves no message without its file, and no file without a message",
  missing(PROCESS_PERMISSIONS),
  () =>
    withSeed(async (random) => {
      await using folder = new TempFolder();
      const senders = [new FileSender("ada", "frames-le"), new FileSender("bob", "frames-be")];
      const acked = () => senders.reduce((sum, one) => sum + one.acked.size, 0);
      for (let round = 0; round < ROUNDS || acked() < ACKED_MIN; round++) {
        await liveAndDie(folder.path, senders, random);
      }
      await using server = serverOn(folder.path);
      const port = await server.tcpPort();
      const messages = await filesSaid(port);
      for (const { acked } of senders) {
        for (const [seq, md5] of acked) {
          assertEquals(messages.find((one) => one.seq === seq)?.file.md5, md5, String(seq));
        }
      }
      await fetchAll(port, messages);
      await askForOrphans(port, folder.path, messages);
      server.signal("SIGTERM");
      await server.ended();
      const known = messages.map(({ file }) => file.id);
      assertEquals(namesOnDisk(folder.path), known.flatMap((id) => [id, `${id}.json`]).sort());
    }),
);

function serverOn(dataDir: string): HubbubProcess {
  const flags = ["--udp", "off", "--data", dataDir, "--rate", "off", "--files-free-min-bytes", "0"];
  const ids = ["--dedup-window-ms", "86400000"];
  return new HubbubProcess([...flags, ...ids]);
}

async function liveAndDie(
  dataDir: string,
  senders: readonly FileSender[],
  random: Random,
): Promise<void> {
  await using server = serverOn(dataDir);
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
  dataDir: string,
  messages: readonly Json[],
): Promise<void> {
  const said = new Set(messages.map(({ file }) => file.id));
  const orphans = idsOnDisk(dataDir).filter((id) => !said.has(id));
  const reader = await FilePeer.join(port, "reader");
  for (const id of orphans) {
    await reader.send({ get: id });
    assertEquals((await reader.receive()).error, "file-unknown");
  }
  reader.close();
}

function idsOnDisk(dataDir: string): string[] {
  return namesOnDisk(dataDir).filter((name) => /^[0-9a-z]{32}$/.test(name));
}

function namesOnDisk(dataDir: string): string[] {
  const files = `${dataDir}/files`;
  return [...Deno.readDirSync(files)].flatMap(({ name }) =>
    [...Deno.readDirSync(`${files}/${name}`)].map((one) => one.name)
  ).sort();
}
