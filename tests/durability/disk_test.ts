import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { configure, type LogRecord, reset } from "@logtape/logtape";
import { Faults } from "../../store/mod.ts";
import { Chatter, messagesOf, type Received } from "../support/peers/chatter.ts";
import { connectTcp, joinTcp } from "../support/peers/connect.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** A server on a disk that can be broken, and a client on it. */
async function startOn(folder: TempFolder, faults: Faults, flags: readonly string[] = []) {
  return await startTestServer(["--tcp", "0", "--data", folder.path, ...flags], { faults });
}

function isAck({ event }: Received): boolean {
  return event === "ack";
}

/** Reads the whole log as somebody new does. */
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
    // Both round trips end while the disk sleeps.
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

/** Keeps what is logged, and tells when a text comes. */
class LogBook {
  readonly messages: string[] = [];
  readonly #waiting: { readonly text: string; readonly resolve: () => void }[] = [];

  take({ message }: LogRecord): void {
    const text = message.map(String).join("");
    this.messages.push(text);
    for (const one of this.#waiting) if (text.includes(one.text)) one.resolve();
  }

  coming(text: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ text, resolve }));
  }

  with(text: string): string[] {
    return this.messages.filter((message) => message.includes(text));
  }
}

socketTest("a full disk is said in the acks and once in the log, and is got over", async () => {
  const book = new LogBook();
  await configure({
    sinks: { book: (record) => book.take(record) },
    loggers: [
      { category: ["hubbub"], sinks: ["book"], lowestLevel: "info" },
      { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
    ],
  });
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
  assertEquals(heard.map(({ msg }) => msg[0]), ids, "it was routed all the same");
  assertEquals(book.with("aren't kept").length, 1);

  const recovered = book.coming("kept again");
  faults.free();
  await recovered;
  for (const [i, id] of ids.entries()) {
    await ada.send({ msg: `${id} ${large}`, id });
    const answer = (await ada.until((one) => one.id === id)).at(-1)!;
    assertEquals([answer.event, answer.seq], ["ack", heard[i].seq]);
  }
  assertEquals(messagesOf(await bob.sync()), [], "a retry isn't routed again");
  assertEquals((await readAll(server)).texts.map((text) => text[0]), ids);
  await ada.connection.close();
  await bob.connection.close();
  await reset();
});

const MiB = 1024 * 1024;

socketTest("a log that can't keep up stops the reading, and loses nothing", async () => {
  await using folder = new TempFolder();
  const faults = new Faults();
  await using server = await startOn(folder, faults, ["--log-queue-max-bytes", `${MiB}`]);
  const { history } = server.server.hub;
  const ada = await joinTcp(server, "ada");
  // More than both queues and the kernel's buffers take.
  const count = 9_000;
  const size = 2_000;
  const texts = Array.from({ length: count }, (_, i) => `${i} `.padEnd(size, "."));
  faults.stall();
  let sent = 0;
  const sending = (async () => {
    for (const msg of texts) {
      await ada.say(msg);
      sent++;
    }
  })();
  try {
    await untilStill(() => sent);
    assert(history.congested !== undefined, "the log asks for a pause");
    assertLess(sent, count, "the sender has to wait");
    assertLess(history.lastSeq * size, 2 * MiB, "so much is held for the disk");
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

/** Lets the event loop turn until a number hasn't changed for many turns. */
async function untilStill(value: () => number): Promise<void> {
  const TURNS = 50;
  let last = value();
  for (let still = 0; still < TURNS; still++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (value() === last) continue;
    last = value();
    still = 0;
  }
}
