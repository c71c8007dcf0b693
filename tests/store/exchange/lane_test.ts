import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { setImmediate } from "node:timers";
import { laneMemory, LaneReceiver, LaneSender } from "../../../store/exchange/lane.ts";
import type { SleeperReport } from "./lane_sleeper.ts";
import { gatedTest, missing } from "../../support/gate.ts";

const MAX_BYTES = 8;

/** Sends numbers over a lane, or as messages that arrive when the test says so. */
class LaneUnderTest {
  readonly received: number[] = [];
  readonly #messages: number[] = [];
  readonly #memory = laneMemory(MAX_BYTES);
  readonly #sender = new LaneSender(this.#memory);
  readonly #receiver = new LaneReceiver(this.#memory, (bytes) => {
    this.received.push(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  });

  /** Sends a number on the lane. Returns false if it had to go as a message. */
  send(number: number, sizeBytes = 4): boolean {
    const bytes = new Uint8Array(sizeBytes);
    new DataView(bytes.buffer).setUint32(0, number);
    if (this.#sender.send(bytes)) return true;
    this.sendAsMessage(number);
    return false;
  }

  sendAsMessage(number: number): void {
    this.#sender.countMessage();
    this.#messages.push(number);
  }

  /** Delivers the oldest message. */
  deliver(): void {
    const number = this.#messages.shift();
    if (number !== undefined) this.#receiver.receiveMessage(() => this.received.push(number));
  }

  deliverAll(): void {
    while (this.#messages.length > 0) this.deliver();
  }

  close(): void {
    this.#receiver.close();
  }
}

Deno.test("pieces and messages are received in the order in which they were sent", async () => {
  const step = fc.constantFrom("lane", "message", "deliver", "pause");
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const lane = new LaneUnderTest();
    let sent = 0;
    for (const action of steps) {
      if (action === "lane") lane.send(++sent);
      else if (action === "message") lane.sendAsMessage(++sent);
      else if (action === "deliver") lane.deliver();
      // Gives the receiver its turn.
      else await new Promise((resolve) => setTimeout(resolve, 0));
    }
    lane.sendAsMessage(++sent);
    lane.deliverAll();
    assertEquals(lane.received, Array.from({ length: sent }, (_, i) => i + 1));
    lane.close();
  }));
});

Deno.test("a lane has room for two small pieces", () => {
  const lane = new LaneUnderTest();
  assert(!lane.send(1, MAX_BYTES + 1));
  assert(lane.send(2, MAX_BYTES));
  assert(lane.send(3));
  assert(!lane.send(4));
  lane.deliverAll();
  assert(lane.send(5));
  lane.sendAsMessage(6);
  lane.deliverAll();
  assertEquals(lane.received, [1, 2, 3, 4, 5, 6]);
  lane.close();
});

Deno.test("a piece wakes a thread that waits for the lane alone", async () => {
  const memory = laneMemory(MAX_BYTES);
  const received = Promise.withResolvers<Uint8Array>();
  const receiver = new LaneReceiver(memory, (bytes) => received.resolve(bytes.slice()));
  // Nothing else would keep the program running for it.
  const alive = setInterval(() => {}, 1000);
  new LaneSender(memory).send(Uint8Array.of(1, 2, 3));
  assertEquals(await received.promise, Uint8Array.of(1, 2, 3));
  clearInterval(alive);
  receiver.close();
});

/** A receiver in a thread of its own, which sleeps after each piece. */
class Sleeper {
  readonly #memory = laneMemory(MAX_BYTES);
  readonly #sender = new LaneSender(this.#memory);
  readonly #worker = new Worker(new URL("./lane_sleeper.ts", import.meta.url), { type: "module" });
  readonly #reports: SleeperReport[] = [];
  #onReport = () => {};

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<SleeperReport>) => {
      this.#reports.push(data);
      this.#onReport();
    };
    this.#worker.postMessage(this.#memory);
  }

  send(...bytes: number[]): void {
    assert(this.#sender.send(Uint8Array.from(bytes)));
  }

  sendMessage(): void {
    this.#sender.countMessage();
    this.#worker.postMessage("hello");
  }

  async nextReport(): Promise<SleeperReport> {
    while (this.#reports.length === 0) {
      await new Promise<void>((resolve) => this.#onReport = resolve);
    }
    return this.#reports.shift()!;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

// Deno reads the source of a worker from the disk.
const reason = missing(["read"]);

gatedTest(
  "a piece or a message wakes a sleeping receiver",
  reason,
  async () => {
    using sleeper = new Sleeper();
    assertEquals(await sleeper.nextReport(), { kind: "ready" });
    for (let i = 1; i <= 20; i++) {
      sleeper.send(i);
      assertEquals(await sleeper.nextReport(), { kind: "piece", bytes: Uint8Array.of(i) });
      sleeper.sendMessage();
      assertEquals(await sleeper.nextReport(), { kind: "message" });
    }
  },
);

/** The receiver looks at the lane eight times a turn, and takes two pieces at each look. */
const PIECES_PER_TURN_MAX = 16;

gatedTest(
  "a receiver that gets one piece after another lets the event loop have its turn",
  reason,
  async () => {
    using sleeper = new Sleeper();
    assertEquals(await sleeper.nextReport(), { kind: "ready" });
    for (let round = 0; round < 100; round++) {
      const kinds: SleeperReport["kind"][] = [];
      while (!kinds.includes("turn")) {
        assert(kinds.length <= PIECES_PER_TURN_MAX);
        sleeper.send(kinds.length);
        kinds.push((await sleeper.nextReport()).kind);
      }
      // This piece was sent during the turn.
      await sleeper.nextReport();
    }
  },
);

Deno.test("a sender that is as fast as the receiver lets the event loop have its turn", async () => {
  const memory = laneMemory(MAX_BYTES);
  const sender = new LaneSender(memory);
  let received = 0;
  let receivedAtTurn = 0;
  const done = Promise.withResolvers<void>();
  const receiver = new LaneReceiver(memory, () => {
    if (++received === 1) setImmediate(() => receivedAtTurn = received);
    if (received < 1000) assert(sender.send(Uint8Array.of(1)));
    else done.resolve();
  });
  // Nothing else would keep the program running for it.
  const alive = setInterval(() => {}, 1000);
  sender.send(Uint8Array.of(1));
  await done.promise;
  clearInterval(alive);
  receiver.close();
  assert(receivedAtTurn >= 1 && receivedAtTurn <= PIECES_PER_TURN_MAX, `${receivedAtTurn}`);
});
