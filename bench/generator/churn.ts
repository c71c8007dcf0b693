/**
 * The load of those who can't stay: connect, come in, leave, and again.
 *
 * @module
 */

import { makeBody } from "../body.ts";
import type { Churn, Job, Outcome } from "../job.ts";
import { WIRES } from "../wires/mod.ts";
import { Connection } from "./connection.ts";
import { peerName } from "./crew.ts";
import { Fleet } from "./fleet.ts";
import { Ledger } from "./ledger.ts";
import { Poller } from "./poller.ts";
import { Meter } from "./process.ts";
import { connectTcpFrom, pendingError } from "./socket.ts";

/** Names come round again after so many connections. */
const NAMES = 10_000;
const BODY_BYTES = 64;
const STALLED_MS = 5000;

/** A fixed number of connections, each replaced once it is through. */
class Revolver {
  readonly #poller = new Poller();
  readonly #ledger = new Ledger(0, 0, 1, 1);
  readonly #fleet: Fleet;
  readonly #slots: Connection[] = [];
  #served = 0;
  completed = 0;

  constructor(readonly job: Job, readonly load: Churn) {
    this.#fleet = new Fleet(
      this.#poller,
      load.concurrent,
      this.#ledger,
      makeBody(BODY_BYTES, 0),
    );
    this.#fleet.onReady = (connection) => {
      this.completed++;
      this.#fleet.close(connection);
      this.#connect(connection.id);
    };
    for (let slot = 0; slot < load.concurrent; slot++) this.#connect(slot);
  }

  #connect(slot: number): void {
    const plan = {
      name: peerName(this.#served++ % NAMES),
      room: "lobby",
      speaker: -1,
      listens: false,
    };
    const fd = connectTcpFrom(this.#served, this.job.tcp);
    this.#slots[slot] = new Connection(slot, fd, plan, WIRES[this.load.wire], 0, 0, 0);
    this.#poller.add(fd, slot, true);
  }

  turnFor(durationMs: number): void {
    const endMs = performance.now() + durationMs;
    let lastEventMs = performance.now();
    while (performance.now() < endMs) {
      if (this.#turn() > 0) lastEventMs = performance.now();
      if (performance.now() - lastEventMs > STALLED_MS) throw new Error("Nobody gets in any more.");
    }
  }

  #turn(): number {
    const count = this.#poller.wait(100);
    for (let index = 0; index < count; index++) {
      const connection = this.#slots[this.#poller.idOf(index)];
      if (!connection.greeted) this.#greet(connection);
      else if (this.#poller.readable(index)) this.#fleet.read(connection);
    }
    return count;
  }

  #greet(connection: Connection): void {
    const code = pendingError(connection.fd);
    if (code !== 0) throw new Error(`Connecting failed (errno ${code}).`);
    connection.greeted = true;
    this.#fleet.say(connection, connection.wire.greeting(connection.plan));
    this.#poller.modify(connection.fd, connection.id, false);
  }

  close(): void {
    for (const connection of this.#slots) this.#fleet.close(connection);
    this.#poller.close();
  }
}

/** Runs a churn load. */
export function churn(job: Job, load: Churn): Outcome {
  const revolver = new Revolver(job, load);
  revolver.turnFor(load.warmUpMs);
  const before = revolver.completed;
  const meter = new Meter(job.pid);
  revolver.turnFor(load.measureMs);
  const { seconds, serverSeconds, generatorSeconds } = meter.read();
  const connections = revolver.completed - before;
  revolver.close();
  return {
    values: {
      connectionsPerCpuSecond: connections / serverSeconds,
      connectionsPerSecond: connections / seconds,
      serverCpuShare: serverSeconds / seconds,
      generatorCpuShare: generatorSeconds / seconds,
    },
    faults: { lost: 0, duplicated: 0, reordered: 0, altered: 0, stray: 0 },
    notes: [],
  };
}
