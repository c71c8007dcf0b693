import { assertEquals } from "@std/assert";
import { OutputQueue } from "../../terminal/output_queue.ts";

/** Something that is read only when the test says so. */
class Reader {
  readonly decoder = new TextDecoder();
  text = "";
  #isReading = true;
  #reads = Promise.withResolvers<void>();
  #error: Error | undefined;

  readonly write = async (bytes: Uint8Array): Promise<number> => {
    if (!this.#isReading) await this.#reads.promise;
    if (this.#error !== undefined) throw this.#error;
    // As little as a full pipe may take.
    const taken = bytes.subarray(0, 3);
    this.text += this.decoder.decode(taken, { stream: true });
    return taken.length;
  };

  stall(): void {
    this.#isReading = false;
    this.#reads = Promise.withResolvers();
  }

  read(): void {
    this.#isReading = true;
    this.#reads.resolve();
  }

  fail(error: Error): void {
    this.#error = error;
    this.read();
  }
}

function queueTo(reader: Reader, maxBytes: number): OutputQueue {
  const droppedNotice = (lines: number) => `(${lines} dropped)\n`;
  return new OutputQueue({ write: reader.write, maxBytes, droppedNotice });
}

Deno.test("all texts are written, in order", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 100);
  for (const line of ["one\n", "zwei 狗\n", "three\n"]) queue.push(line);
  assertEquals(await queue.flush(10_000), true);
  assertEquals(reader.text, "one\nzwei 狗\nthree\n");
});

Deno.test("while nobody reads, lines beyond the limit are dropped and counted", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 10);
  reader.stall();
  queue.push("12345\n");
  queue.push("too\nlong\n");
  queue.push("x\n");
  assertEquals(queue.isFull, true);
  reader.read();
  assertEquals(await queue.flush(10_000), true);
  assertEquals(reader.text, "12345\n(3 dropped)\n");
  queue.push("again\n");
  await queue.flush(10_000);
  assertEquals(reader.text, "12345\n(3 dropped)\nagain\n");
});

Deno.test("bytes under way count against the limit", () => {
  const reader = new Reader();
  const queue = queueTo(reader, 10);
  reader.stall();
  for (let at = 0; at < 1_000; at++) queue.push("12345\n");
  assertEquals(queue.isFull, true);
  reader.read();
  return queue.flush(10_000).then(() => assertEquals(reader.text, "12345\n(999 dropped)\n"));
});

Deno.test("a text that never fits is dropped, and those behind it are written", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 4);
  queue.push("too long\n");
  await queue.flush(10_000);
  queue.push("ok\n");
  await queue.flush(10_000);
  assertEquals(reader.text, "(1 dropped)\nok\n");
});

Deno.test("a queue that was full calls back, so that the screen is drawn again", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 4);
  queue.onResumed(() => queue.push("> "));
  reader.stall();
  queue.push("1\n");
  queue.push("more than that");
  reader.read();
  await queue.flush(10_000);
  // A text without a line feed is no line.
  assertEquals(reader.text, "1\n> ");
});

Deno.test("a flush ends at its time-out, though the reader is stalled", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 100);
  reader.stall();
  queue.push("stuck\n");
  assertEquals(await queue.flush(1), false);
  reader.read();
  assertEquals(await queue.flush(10_000), true);
});

Deno.test("output that can't be written is discarded, and does no harm", async () => {
  const reader = new Reader();
  const queue = queueTo(reader, 100);
  reader.stall();
  queue.push("one\n");
  reader.fail(new Deno.errors.BrokenPipe());
  assertEquals(await queue.flush(10_000), true);
  queue.push("two\n");
  assertEquals(await queue.flush(10_000), true);
  assertEquals(reader.text, "");
});

Deno.test("an output that is full for the moment is tried again", async () => {
  const reader = new Reader();
  let failures = 2;
  const queue = new OutputQueue({
    write: (bytes) => {
      if (failures-- > 0) return Promise.reject(new Deno.errors.WouldBlock());
      return reader.write(bytes);
    },
    maxBytes: 100,
    droppedNotice: () => "",
  });
  queue.push("later\n");
  await queue.flush(10_000);
  assertEquals(reader.text, "later\n");
});
