import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import type { History } from "../../hub/mod.ts";
import { Faults } from "../../store/mod.ts";
import { Chatter, messagesOf, type Received } from "../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { within } from "../support/deadline.ts";
import { socketTest } from "../support/gate.ts";
import { CapturedLog } from "../support/server/captured_log.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** A server on a disk that can be broken. */
async function startOn(folder: TempFolder, faults: Faults, flags: readonly string[] = []) {
  return await startTestServer(["--tcp", "0", "--data", folder.path, ...flags], { faults });
}

function isAck({ event }: Received): boolean {
  return event === "ack";
}

/** Reads the whole log as a new client does. */
async function readAll(server: TestServer): Promise<{ texts: string[]; isComplete: boolean }> {
  const reader = new Chatter(await connectTcp(server, "frames-le"), "json");
  await reader.hello("reader", { since: 0 });
  const heard = await reader.until(({ event }) => event === "history");
  await reader.connection.close();
  const texts = messagesOf(heard).map(({ msg }) => msg);
  return { texts, isComplete: heard.at(-1)!.complete === true };
}

socketTest("a disk that stalls delays acks and nothing else", async () => {
  await using folder = new TempFolder();
  const faults = new Faults();
  await using server = await startOn(folder, faults);
  const ada = await joinTcp(server, "ada");
  const bob = await joinTcp(server, "bob");
  const texts = Array.from({ length: 500 }, (_, i) => `said ${i}`);
  faults.stall();
  try {
    for (const msg of texts) await ada.send({ msg, id: msg });
    // Both round trips end while the disk is stalled.
    assertEquals((await ada.sync()).filter(isAck), []);
    assertEquals(messagesOf(await bob.sync()).map(({ msg }) => msg), texts);
  } finally {
    faults.resume();
  }
  const acks: Received[] = [];
  while (acks.length < texts.length) acks.push(...(await ada.until(isAck)).filter(isAck));
  assertEquals(acks.map(({ id }) => id), texts);
  const seqs = acks.map(({ seq }) => seq!);
  assertEquals(seqs, seqs.toSorted((a, b) => a - b));
  await ada.connection.close();
  await bob.connection.close();
});

socketTest(
  "a full disk is named in each answer and once in the log, and the retries are kept once it has space",
  async () => {
    using log = new CapturedLog();
    await using folder = new TempFolder();
    const faults = new Faults();
    await using server = await startOn(folder, faults);
    const ada = await joinTcp(server, "ada");
    const bob = await joinTcp(server, "bob");
    const large = "x".repeat(60_000);
    const ids = ["a", "b", "c"];
    faults.fill();
    for (const id of ids) {
      await ada.send({ msg: `${id} ${large}`, id });
      const answer = (await ada.until((one) => one.id === id)).at(-1)!;
      assertEquals(answer.error, "history-unavailable");
      assertMatch(answer.msg, /full/);
    }
    const heard = messagesOf(await bob.sync());
    assertEquals(heard.map(({ msg }) => msg[0]), ids, "all messages were delivered");
    assertEquals(log.sentencesWith("aren't kept").length, 1);

    const recovered = log.sentenceWith("kept again");
    faults.free();
    await recovered;
    for (const [i, id] of ids.entries()) {
      await ada.send({ msg: `${id} ${large}`, id });
      const answer = (await ada.until((one) => one.id === id)).at(-1)!;
      assertEquals([answer.event, answer.seq], ["ack", heard[i].seq]);
    }
    assertEquals(messagesOf(await bob.sync()), [], "a retry isn't delivered again");
    assertEquals((await readAll(server)).texts.map((text) => text[0]), ids);
    await ada.connection.close();
    await bob.connection.close();
  },
);

const MiB = 1024 * 1024;

socketTest("a log that can't keep up stops the reading, and loses nothing", async () => {
  await using folder = new TempFolder();
  const faults = new Faults();
  await using server = await startOn(folder, faults, ["--log-queue-max-bytes", `${MiB}`]);
  const { history } = server.server.hub;
  const ada = await joinTcp(server, "ada");
  // More than both queues and the kernel's buffers hold.
  const count = 9_000;
  const size = 2_000;
  const texts = Array.from({ length: count }, (_, i) => `${i} `.padEnd(size, "."));
  const pause = pauseOf(history);
  faults.stall();
  const sending = (async () => {
    for (const msg of texts) await ada.say(msg);
  })();
  try {
    await within(pause, "the reading to stop");
    assertLess(history.lastSeq * size, 2 * MiB, "the disk's queue is bounded");
  } finally {
    faults.resume();
  }
  await sending;
  await ada.sync();
  const { texts: kept, isComplete } = await readAll(server);
  assertEquals(kept.length, count);
  assertEquals(kept, texts);
  assert(isComplete);
  await ada.connection.close();
});

/** Resolves when a connection asks a congested log how long to wait: from then on it reads nothing. */
function pauseOf(history: History): Promise<void> {
  const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(history), "congested")!;
  return new Promise((resolve) => {
    Object.defineProperty(history, "congested", {
      get: () => {
        const congested = get!.call(history);
        if (congested !== undefined) resolve();
        return congested;
      },
    });
  });
}
