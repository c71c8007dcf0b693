import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { setImmediate } from "node:timers";
import { laneMemory, LaneReceiver, LaneSender } from "../../../store/exchange/lane.ts";
import { gatedTest, missing } from "../../support/gate.ts";
import type { Heard } from "./lane_sleeper.ts";

const MAX_BYTES = 8;

/** Says numbers from one end to the other, on the lane or as messages that come when they like. */
class Talk {
  readonly heard: number[] = [];
  readonly #messages: number[] = [];
  readonly #memory = laneMemory(MAX_BYTES);
  readonly #start = new LaneSender(this.#memory);
  readonly #end = new LaneReceiver(this.#memory, (bytes) => {
    this.heard.push(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0));
  });

  /** Says it on the lane; false where it had to become a message. */
  say(number: number, sizeBytes = 4): boolean {
    const bytes = new Uint8Array(sizeBytes);
    new DataView(bytes.buffer).setUint32(0, number);
    if (this.#start.send(bytes)) return true;
    this.sayAsMessage(number);
    return false;
  }

  sayAsMessage(number: number): void {
    this.#start.countMessage();
    this.#messages.push(number);
  }

  /** The oldest message comes. */
  deliver(): void {
    const number = this.#messages.shift();
    if (number !== undefined) this.#end.receiveMessage(() => this.heard.push(number));
  }

  deliverAll(): void {
    while (this.#messages.length > 0) this.deliver();
  }

  close(): void {
    this.#end.close();
  }
}

Deno.test("what goes two ways is heard in the order in which it was said", async () => {
  const step = fc.constantFrom("lane", "message", "deliver", "pause");
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const talk = new Talk();
    let said = 0;
    for (const action of steps) {
      if (action === "lane") talk.say(++said);
      else if (action === "message") talk.sayAsMessage(++said);
      else if (action === "deliver") talk.deliver();
      // Lets the listening end have its turn.
      else await new Promise((resolve) => setTimeout(resolve, 0));
    }
    talk.sayAsMessage(++said);
    talk.deliverAll();
    assertEquals(talk.heard, Array.from({ length: said }, (_, i) => i + 1));
    talk.close();
  }));
});

Deno.test("a lane has few places, for small pieces", () => {
  const talk = new Talk();
  assert(!talk.say(1, MAX_BYTES + 1));
  assert(talk.say(2, MAX_BYTES));
  assert(talk.say(3));
  assert(!talk.say(4));
  talk.deliverAll();
  assert(talk.say(5));
  talk.sayAsMessage(6);
  talk.deliverAll();
  assertEquals(talk.heard, [1, 2, 3, 4, 5, 6]);
  talk.close();
});

Deno.test("a thread that waits hears what is said on the lane alone", async () => {
  const memory = laneMemory(MAX_BYTES);
  const heard = Promise.withResolvers<Uint8Array>();
  const end = new LaneReceiver(memory, (bytes) => heard.resolve(bytes.slice()));
  // Nothing else would keep the program running for it.
  const alive = setInterval(() => {}, 1000);
  new LaneSender(memory).send(Uint8Array.of(1, 2, 3));
  assertEquals(await heard.promise, Uint8Array.of(1, 2, 3));
  clearInterval(alive);
  end.close();
});

/** A thread that sleeps behind each piece until it hears more. */
class Sleeper {
  readonly #memory = laneMemory(MAX_BYTES);
  readonly #start = new LaneSender(this.#memory);
  readonly #worker = new Worker(new URL("./lane_sleeper.ts", import.meta.url), { type: "module" });
  readonly #heard: Heard[] = [];
  #onHeard = () => {};

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Heard>) => {
      this.#heard.push(data);
      this.#onHeard();
    };
    this.#worker.postMessage(this.#memory);
  }

  put(...bytes: number[]): void {
    assert(this.#start.send(Uint8Array.from(bytes)));
  }

  greet(): void {
    this.#start.countMessage();
    this.#worker.postMessage("hello");
  }

  async hear(): Promise<Heard> {
    while (this.#heard.length === 0) {
      await new Promise<void>((resolve) => this.#onHeard = resolve);
    }
    return this.#heard.shift()!;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

// A worker's source is read from the disk.
const reason = missing(["read"]);

gatedTest(
  "a thread that sleeps for more is woken by a piece, and by a message",
  reason,
  async () => {
    using sleeper = new Sleeper();
    assertEquals(await sleeper.hear(), { kind: "ready" });
    for (let i = 1; i <= 20; i++) {
      sleeper.put(i);
      assertEquals(await sleeper.hear(), { kind: "piece", bytes: Uint8Array.of(i) });
      sleeper.greet();
      assertEquals(await sleeper.hear(), { kind: "message" });
    }
  },
);

/** Eight looks at the lane, two pieces at each. */
const PIECES_PER_TURN_MAX = 16;

gatedTest(
  "a thread that is never left asleep long does other things all the same",
  reason,
  async () => {
    using sleeper = new Sleeper();
    assertEquals(await sleeper.hear(), { kind: "ready" });
    for (let round = 0; round < 100; round++) {
      const kinds: Heard["kind"][] = [];
      while (!kinds.includes("turn")) {
        assert(kinds.length <= PIECES_PER_TURN_MAX);
        sleeper.put(kinds.length);
        kinds.push((await sleeper.hear()).kind);
      }
      // The piece that was said while it had its turn.
      await sleeper.hear();
    }
  },
);

Deno.test("a speaker that is as fast as its listener lets the event loop have its turn", async () => {
  const memory = laneMemory(MAX_BYTES);
  const start = new LaneSender(memory);
  let taken = 0;
  let takenAtTurn = 0;
  const done = Promise.withResolvers<void>();
  const end = new LaneReceiver(memory, () => {
    if (++taken === 1) setImmediate(() => takenAtTurn = taken);
    if (taken < 1000) assert(start.send(Uint8Array.of(1)));
    else done.resolve();
  });
  // Nothing else would keep the program running for it.
  const alive = setInterval(() => {}, 1000);
  start.send(Uint8Array.of(1));
  await done.promise;
  clearInterval(alive);
  end.close();
  assert(takenAtTurn >= 1 && takenAtTurn <= PIECES_PER_TURN_MAX, `${takenAtTurn}`);
});
