/**
 * The clients of the soak: publishers, a listener, a returner, visitors and a slow reader.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import { Histogram } from "../generator/books/histogram.ts";
import { Account, saidIn, textOf } from "./account.ts";
import type { Notice } from "../wires/wire.ts";
import { type Heard, Peer } from "./peer.ts";

const BATCH = 10;
const BATCH_EVERY_MS = 100;
const FLOOD_EVERY_BATCHES = 100;
const FLOOD_MESSAGES = 2000;
const IN_FLIGHT_MAX = 3000;
const RETURN_EVERY_MS = 5000;
const AWAY_MS = 200;
const SLOW_MS = 20_000;
const VISIT_EVERY_MS = 20;

/** The circumstances of all actors. */
export interface Stage {
  readonly tcp: Endpoint;
  readonly publishers: number;
  /** Aborted when publishers stop. */
  readonly speaking: AbortSignal;
  /** Aborted when everybody leaves. */
  readonly staying: AbortSignal;
}

export function rest(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** A peer that says messages with an `id` and counts its acknowledgements. */
export class Publisher {
  sent = 0;
  acknowledged = 0;

  constructor(readonly stage: Stage, readonly index: number) {}

  /** Speaks until the stage falls silent, and returns when everything is acknowledged. */
  async run(): Promise<void> {
    using peer = await Peer.enter(this.stage.tcp, { name: `publisher${this.index}` });
    const listening = this.#listen(peer);
    for (let batch = 1; !this.stage.speaking.aborted; batch++) {
      const floods = this.index === 0 && batch % FLOOD_EVERY_BATCHES === 0;
      if (this.sent - this.acknowledged < IN_FLIGHT_MAX) {
        await peer.send(this.#messages(floods ? FLOOD_MESSAGES : BATCH));
      }
      await rest(BATCH_EVERY_MS);
    }
    // Its ack is the last one, and comes when the silence has begun.
    await peer.send(this.#messages(1));
    await listening;
  }

  #messages(count: number): object[] {
    const { index: publisher } = this;
    return Array.from({ length: count }, () => {
      const counter = this.sent++;
      const msg = textOf({ publisher, counter, sentMs: performance.now() });
      return { name: `publisher${publisher}`, msg, id: `${publisher}-${counter}` };
    });
  }

  async #listen(peer: Peer): Promise<void> {
    for await (const { event, error, id, msg } of peer.heard()) {
      if (error !== undefined) throw new Error(`publisher${this.index} was refused: ${msg}`);
      if (event !== "ack") continue;
      if (id !== `${this.index}-${this.acknowledged}`) {
        throw new Error(`publisher${this.index} got the ack of ${id} out of order`);
      }
      this.acknowledged++;
      if (this.stage.speaking.aborted && this.acknowledged === this.sent) return;
    }
    throw new Error(`The server ended the connection of publisher${this.index}.`);
  }
}

/** A peer that hears everything. */
export class Listener {
  readonly account: Account;
  readonly latency = new Histogram();
  returns = 0;
  /** The fields of the hello with which it comes back. */
  #point: Pick<Notice, "session" | "epoch"> & { readonly since?: number } = {};

  constructor(readonly stage: Stage, readonly name: string) {
    this.account = new Account(stage.publishers);
  }

  /** Listens on one connection. Resolves with a promise of the end once the peer is in. */
  async enter(): Promise<{ peer: Peer; ended: Promise<void> }> {
    const peer = await Peer.enter(this.stage.tcp, { name: this.name, ...this.#point });
    const { promise, resolve } = Promise.withResolvers<void>();
    const ended = this.#listen(peer, resolve);
    await Promise.race([promise, ended]);
    return { peer, ended };
  }

  /** Goes away and comes back with its session, again and again. */
  async comeAndGo(): Promise<void> {
    while (!this.stage.speaking.aborted) {
      const { peer, ended } = await this.enter();
      await rest(RETURN_EVERY_MS);
      peer[Symbol.dispose]();
      await ended;
      this.returns++;
      await rest(AWAY_MS);
    }
    await this.stay();
  }

  /** Stays until everybody leaves. */
  async stay(): Promise<void> {
    const { peer, ended } = await this.enter();
    this.stage.staying.addEventListener("abort", () => peer[Symbol.dispose]());
    await ended;
    if (!this.stage.staying.aborted) {
      throw new Error(`The server ended the connection of ${this.name}.`);
    }
  }

  async #listen(peer: Peer, welcomed: () => void): Promise<void> {
    for await (const heard of peer.heard()) {
      if (heard.error !== undefined) throw new Error(`${this.name} was refused: ${heard.msg}`);
      if (heard.event === "welcome") {
        const { session, epoch, seq } = heard;
        if (session === undefined || epoch === undefined || seq === undefined) {
          throw new Error("The hub's welcome has no session.");
        }
        this.#point = { session, epoch, since: this.#point.since ?? seq };
        welcomed();
      } else this.#record(heard);
    }
  }

  #record({ event, msg, seq }: Heard): void {
    const said = event === undefined && msg !== undefined ? saidIn(msg) : undefined;
    if (said === undefined) return;
    this.account.hear(said);
    this.latency.record(performance.now() - said.sentMs);
    if (seq !== undefined) this.#point = { ...this.#point, since: seq };
  }
}

/** Peers that come in and leave at once. Returns their number. */
export async function visit({ tcp, speaking }: Stage): Promise<number> {
  let visits = 0;
  while (!speaking.aborted) {
    using peer = await Peer.enter(tcp, { name: `visitor${visits++ % 10_000}` });
    for await (const { event } of peer.heard()) if (event === "welcome") break;
    await rest(VISIT_EVERY_MS);
  }
  return visits;
}

/** A peer that comes in and never reads, for as long as the server bears it. */
export async function readSlowly({ tcp, speaking }: Stage): Promise<void> {
  while (!speaking.aborted) {
    using _peer = await Peer.enter(tcp, { name: "slow" });
    await rest(SLOW_MS);
  }
}
