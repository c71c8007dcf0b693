import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { gatedTest, missing } from "../support/gate.ts";
import { type Client, isMessage, MemoryHub } from "../support/hub/memory_hub.ts";
import { openWhenFree } from "../store/open_when_free.ts";
import { openStore, type Store } from "../../store/mod.ts";
import { TempFolder } from "../support/files/temp_folder.ts";

/** The hub's default. */
const WINDOW_MS = 10 * 60 * 1000;

// No multiple of it falls on the window's very end.
const PAUSE_MS = 4 * 60 * 1000;

const NAMES = ["ada", "bob"];

type Step =
  | { readonly kind: "say"; readonly who: number; readonly id: number }
  | { readonly kind: "reconnect"; readonly who: number }
  | { readonly kind: "pause" | "restart" | "crash" };

const who = fc.nat(NAMES.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("say" as const), who, id: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("reconnect" as const), who }) },
  { weight: 2, arbitrary: fc.constant({ kind: "pause" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "crash" as const }) },
);

/** The message of a name and an id in the simplest hub. */
interface Known {
  readonly seq: number;
  readonly timeMs: number;
}

/** A hub over a real store whose clients come and go. */
class Home {
  #store: Store;
  #hub: MemoryHub;
  #clients: Client[];
  #listener: Client;
  readonly #known = new Map<string, Known>();
  #maxSeq = 0;

  static async start(dataDir: string): Promise<Home> {
    return new Home(dataDir, await openStore({ dataDir }));
  }

  private constructor(readonly dataDir: string, store: Store) {
    this.#store = store;
    this.#hub = new MemoryHub({ history: store.history });
    this.#hub.nowMs = Date.now();
    this.#clients = NAMES.map((name) => this.#hub.join(name));
    this.#listener = this.#hub.join("listener");
  }

  async apply(step: Step): Promise<void> {
    switch (step.kind) {
      case "say":
        return await this.#say(step.who, `id ${step.id}`);
      case "reconnect":
        this.#clients[step.who].leaves();
        this.#clients[step.who] = this.#hub.join(NAMES[step.who]);
        return;
      case "pause":
        this.#hub.advance(PAUSE_MS);
        return;
      case "restart":
        await this.#store.close();
        return await this.#reopen();
      case "crash":
        this.#store.kill();
        return await this.#reopen();
      default:
        step satisfies never;
    }
  }

  async stop(): Promise<void> {
    await this.#store.close();
  }

  async #say(index: number, id: string): Promise<void> {
    const client = this.#clients[index];
    const key = `${NAMES[index]} ${id}`;
    const known = this.#known.get(key);
    const isKnown = known !== undefined && this.#hub.nowMs - known.timeMs < WINDOW_MS;
    client.hears();
    this.#listener.hears();
    client.says(`says ${id}`, { id });
    const heard = this.#listener.hears().filter(isMessage).map(({ seq }) => seq!);
    await this.#hub.hub.answered(client.member);
    const acks = client.hears().filter(({ event }) => event === "ack");
    assertEquals(acks.map((ack) => ack.id), [id], "one ack");
    const seq = acks[0].seq!;
    if (isKnown) {
      assertEquals(
        [heard, seq],
        [[], known.seq],
        "a retry isn't delivered, and has the first number",
      );
      return;
    }
    assertEquals(heard, [seq], "a new message is delivered");
    assertEquals(seq > this.#maxSeq, true, "with a number of its own");
    this.#maxSeq = seq;
    this.#known.set(key, { seq, timeMs: this.#hub.nowMs });
  }

  async #reopen(): Promise<void> {
    const { nowMs } = this.#hub;
    this.#store = await openWhenFree({ dataDir: this.dataDir });
    this.#hub = new MemoryHub({ history: this.#store.history });
    this.#hub.nowMs = nowMs;
    this.#clients = NAMES.map((name) => this.#hub.join(name));
    this.#listener = this.#hub.join("listener");
  }
}

gatedTest(
  "a name and an id stand for one message, over reconnects, restarts and crashes",
  missing(["read", "write", "env", "net"]),
  () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        await using folder = new TempFolder();
        const home = await Home.start(folder.path);
        try {
          for (const one of steps) await home.apply(one);
        } finally {
          await home.stop();
        }
      }),
      { numRuns: 15 },
    ),
);
