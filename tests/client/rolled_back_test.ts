import { assertEquals } from "@std/assert";
import { ClientCore } from "../../client/core/client_core.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import type { ClientMessage } from "../../hub/mod.ts";

const MINUTE_MS = 60_000;

/** A client over datagrams whose messages a test reads, and answers as the hub would. */
class Correspondent {
  readonly #core: ClientCore;
  readonly #sent: ClientMessage[] = [];
  #ids = 0;
  #nowMs = 0;

  constructor() {
    const identity = { name: "ada", rooms: [], since: undefined };
    this.#core = new ClientCore(identity, DEFAULT_LIMITS, {
      addresses: ["udp://hub:9000"],
      isLossy: true,
    }, {
      connect: () => {},
      disconnect: () => {},
      send: (message) => this.#sent.push(message),
      emit: () => {},
      free: () => Infinity,
      hasCapacity: () => true,
      ended: () => {},
      newId: () => `id ${++this.#ids}`,
      random: () => 0,
    });
    this.#core.start(0);
    this.#core.opened(0);
  }

  /** Returns the messages sent since the last call. */
  take(): ClientMessage[] {
    return this.#sent.splice(0);
  }

  say(text: string): void {
    const settle = { resolve: () => {}, reject: () => {} };
    this.#core.say({ text, to: "#lobby" }, settle, this.#nowMs);
  }

  hears(event: string, fields: Record<string, unknown>): void {
    this.#core.received({ name: "server", msg: "", event, ...fields }, this.#nowMs);
  }

  welcomed(id: string | undefined, session: string, epoch: string, seq: number): void {
    this.hears("welcome", { id, you: "ada", session, epoch, seq, peers: ["ada"], count: 1 });
  }

  /** Waits until the client sends something again, as it does without an answer. */
  wait(): void {
    this.#nowMs = this.#core.nextMs();
    if (this.#nowMs > MINUTE_MS) throw new Error("The client waits for nothing.");
    this.#core.tick(this.#nowMs);
  }
}

Deno.test("a hub that was rolled back is shown the newest number until it answers, and told nothing before", () => {
  const ada = new Correspondent();
  const [hello] = ada.take();
  ada.welcomed(hello.id, "s", "e", 3);
  ada.say("one");
  const [said] = ada.take();
  assertEquals(said.msg, "one");
  ada.hears("ack", { id: said.id, seq: 4 });

  // The hub was started anew: the client is a stranger, whose next text brings that to light.
  ada.say("two");
  assertEquals(ada.take().map(({ msg }) => msg), ["two"]);
  ada.hears("error", { error: "name-missing" });
  const [again] = ada.take();
  ada.welcomed(again.id, "t", "e", 2);
  const [shown, ...more] = ada.take();
  assertEquals([shown.since, shown.epoch, more], [4, "e", []]);
  // The question got lost on its way.
  ada.wait();
  assertEquals(ada.take(), [shown]);

  ada.welcomed(shown.id, "t", "f", 1_000);
  ada.hears("history", { id: shown.id, complete: false, count: 0, seq: 1_000, epoch: "f" });
  assertEquals(ada.take().map(({ msg }) => msg), ["two"]);
});

Deno.test("a hub with another epoch is shown no number of the log before", () => {
  const ada = new Correspondent();
  ada.welcomed(ada.take()[0].id, "s", "e", 3);
  ada.say("one");
  ada.hears("error", { error: "name-missing" });
  const again = ada.take().at(-1)!;
  ada.welcomed(again.id, "t", "another", 2);
  assertEquals(ada.take().map(({ since, msg }) => since ?? msg), [0, "one"]);
});
