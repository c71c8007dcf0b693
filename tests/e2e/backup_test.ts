import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { joinTcp } from "../support/peers/connect.ts";
import type { Chatter } from "../support/peers/chatter.ts";
import { processTest } from "../support/gate.ts";
import { hubbub } from "../support/programs/hubbub_command.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";

const KEEP_ALL = ["--rate", "off", "--retain-messages", "1000000"];
/** Messages that each client has sent and that have no ack yet. */
const WINDOW = 64;

/** A client that sends as fast as acks come, and knows what was acknowledged. */
class Publisher {
  readonly acked: string[] = [];
  #isOver = false;
  #onAck: () => void = () => {};
  readonly done: Promise<void>;

  constructor(readonly chatter: Chatter) {
    this.done = this.#run();
  }

  /** Resolves when more messages were acknowledged. */
  async more(count: number): Promise<void> {
    const wanted = this.acked.length + count;
    while (this.acked.length < wanted) await new Promise<void>((resolve) => this.#onAck = resolve);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.done;
    await this.chatter.connection.close();
  }

  async #run(): Promise<void> {
    const { chatter } = this;
    for (let sent = 0; !this.#isOver || this.acked.length < sent;) {
      if (!this.#isOver && sent - this.acked.length < WINDOW) {
        const id = `${chatter.name}-${sent++}`;
        await chatter.send({ msg: `${id} ${"x".repeat(500)}`, id });
        continue;
      }
      const { event, id } = await chatter.receive();
      if (event !== "ack") continue;
      this.acked.push(String(id));
      this.#onAck();
    }
  }
}

/** Returns the first words of all messages that a server keeps of the lobby, and its epoch. */
async function keptBy(server: HubbubProcess): Promise<{ words: Set<string>; epoch: unknown }> {
  const reader = await joinTcp({ tcpPort: await server.tcpPort() }, "reader");
  await reader.send({ since: 0, id: "replay" });
  const received = await reader.until(({ event }) => event === "history");
  const { epoch } = received.at(-1)!;
  await reader.connection.close();
  const words = received.filter(({ seq }) => seq !== undefined).map(({ msg }) => msg.split(" ")[0]);
  return { words: new Set(words), epoch };
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

processTest(
  "a backup under load has what was acknowledged before, and restores as a new epoch",
  async () => {
    await inFolder(async (folder) => {
      const [dataDir, elsewhere, file] = ["a", "b", "hub.tar"].map((name) => `${folder}/${name}`);
      await using server = new HubbubProcess(["--data", dataDir, ...KEEP_ALL]);
      const tcpPort = await server.tcpPort();
      const publishers = await Promise.all(
        ["ada", "bob", "cyd"].map(async (name) => new Publisher(await joinTcp({ tcpPort }, name))),
      );
      await Deno.mkdir(`${dataDir}/files/ab`, { recursive: true });
      await Deno.writeTextFile(`${dataDir}/files/ab/abcd`, "the file");
      await Promise.all(publishers.map((one) => one.more(1_000)));

      const before = publishers.flatMap(({ acked }) => acked);
      const counts = publishers.map(({ acked }) => acked.length);
      const made = await hubbub("ctl", "--data", dataDir, "backup", file);
      assertEquals([made.code, made.stderr], [0, ""]);
      // Messages went on meanwhile.
      for (const [i, { acked }] of publishers.entries()) assert(acked.length > counts[i]);
      await Promise.all(publishers.map((one) => one.more(100)));
      for (const publisher of publishers) await publisher.stop();
      const { epoch } = await keptBy(server);

      const restored = await hubbub("restore", "--data", elsewhere, file);
      assertEquals([restored.code, restored.stderr], [0, ""]);
      assertEquals(await Deno.readTextFile(`${elsewhere}/files/ab/abcd`), "the file");
      assertEquals((await Deno.stat(elsewhere)).mode! & 0o077, 0);
      assertEquals((await Deno.stat(`${elsewhere}/hubbub.db`)).mode! & 0o077, 0);
      await using other = new HubbubProcess(["--data", elsewhere, ...KEEP_ALL]);
      const kept = await keptBy(other);
      assertEquals(before.filter((word) => !kept.words.has(word)), []);
      assertNotEquals(kept.epoch, epoch);
      assertEquals(typeof kept.epoch, "string");
    });
  },
);

processTest("backup works without a server, and restore refuses what it can't take", async () => {
  await inFolder(async (folder) => {
    const [dataDir, elsewhere, file] = ["a", "b", "hub.tar"].map((name) => `${folder}/${name}`);
    assertEquals((await hubbub("backup", "--data", dataDir, file)).code, 1);
    {
      await using server = new HubbubProcess(["--data", dataDir]);
      const ada = await joinTcp({ tcpPort: await server.tcpPort() }, "ada");
      await ada.say("/register sesame-street");
      await ada.first(({ event }) => event === "info");
      await ada.publish("kept");
      await ada.connection.close();
      server.signal("SIGKILL");
      await server.ended();
    }
    const made = await hubbub("backup", "--data", dataDir, file);
    assertEquals([made.code, made.stderr], [0, ""]);
    assertEquals((await Deno.stat(file)).mode! & 0o777, 0o600);
    const again = await hubbub("restore", "--data", dataDir, file);
    assertEquals(again.code, 1);
    assertStringIncludes(again.stderr, "holds a hub already");

    const bytes = await Deno.readFile(file);
    await Deno.writeFile(`${folder}/cut.tar`, bytes.subarray(0, bytes.length - 4096));
    const cut = await hubbub("restore", "--data", elsewhere, `${folder}/cut.tar`);
    assertEquals(cut.code, 1);
    assertStringIncludes(cut.stderr, "ends too early");
    await Deno.writeTextFile(`${folder}/no.tar`, "x".repeat(1024));
    const none = await hubbub("restore", "--data", elsewhere, `${folder}/no.tar`);
    assertStringIncludes(none.stderr, "is no backup of hubbub");
    assertEquals((await hubbub("restore", "--data", elsewhere)).code, 2);

    assertEquals((await hubbub("restore", "--data", elsewhere, file)).code, 0);
    await using other = new HubbubProcess(["--data", elsewhere]);
    assert((await keptBy(other)).words.has("kept"));
    const eve = await joinTcp({ tcpPort: await other.tcpPort() }, "eve");
    await eve.send({ msg: "/nick ada" });
    await eve.first(({ event }) => event === "error");
    await eve.connection.close();
  });
});

processTest("tar lists a backup, and a failed one leaves the earlier one alone", async () => {
  await inFolder(async (folder) => {
    const dataDir = `${folder}/a`;
    const file = `${folder}/hub.tar`;
    await using server = new HubbubProcess(["--data", dataDir]);
    await server.tcpPort();
    assertEquals((await hubbub("backup", "--data", dataDir, file)).code, 0);
    const failed = await hubbub("backup", "--data", dataDir, `${folder}/missing/hub.tar`);
    assertEquals(failed.code, 1);
    assertStringIncludes(failed.stderr, "No backup was made:");
    // A failure lets the next one through.
    const { size } = await Deno.stat(file);
    assertEquals((await hubbub("ctl", "--data", dataDir, "backup", file)).code, 0);
    assert((await Deno.stat(file)).size >= size);
    const list = new Deno.Command("tar", { args: ["-tf", file] });
    const { success, stdout } = await list.output();
    assert(success);
    assertEquals(new TextDecoder().decode(stdout), "hubbub-backup.json\nhubbub.db\n");
  });
});
