/**
 * The churn load: peers connect, join and leave, each replaced by the next one.
 *
 * @module
 */

import { makeBody } from "../../body.ts";
import type { Churn, Job, Outcome } from "../../job.ts";
import { WIRES } from "../../wires/mod.ts";
import { Ledger } from "../books/ledger.ts";
import { Connection } from "../connection.ts";
import { Fleet } from "../fleet.ts";
import { Meter } from "../meters/meter.ts";
import { peerName } from "../recruits.ts";
import { Poller } from "../sockets/poller.ts";
import { connectTcpFrom } from "../sockets/socket.ts";

/** Names repeat after this number of connections. */
const NAMES = 10_000;
const BODY_BYTES = 64;
const STALLED_MS = 5000;

/** Runs a churn load. */
export function churn(job: Job, load: Churn): Outcome {
  const visitors = new Visitors(job, load);
  visitors.turnFor(load.warmUpMs);
  const before = visitors.completed;
  const meter = new Meter(job.pids);
  visitors.turnFor(load.measureMs);
  const { seconds, serverSeconds, shares } = meter.read();
  const connections = visitors.completed - before;
  visitors.close();
  return {
    values: {
      connectionsPerCpuSecond: connections / serverSeconds,
      connectionsPerSecond: connections / seconds,
      ...shares,
    },
    faults: visitors.ledger.faults(0),
    notes: [],
  };
}

/** A fixed number of connections, each closed and replaced once its peer has joined. */
class Visitors {
  readonly ledger = new Ledger(0, 0, 1, 1);
  completed = 0;
  readonly #poller = new Poller();
  readonly #fleet: Fleet;
  readonly #connections: Connection[] = [];
  #connected = 0;

  constructor(readonly job: Job, readonly load: Churn) {
    const body = makeBody(BODY_BYTES, 0);
    this.#fleet = new Fleet(this.#poller, load.concurrent, this.ledger, body);
    this.#fleet.onReady = (connection) => {
      this.completed++;
      this.#fleet.close(connection);
      this.#connect(connection.id);
    };
    for (let id = 0; id < load.concurrent; id++) this.#connect(id);
  }

  turnFor(durationMs: number): void {
    const endMs = performance.now() + durationMs;
    let lastEventMs = performance.now();
    while (performance.now() < endMs) {
      if (this.#turn() > 0) lastEventMs = performance.now();
      if (performance.now() - lastEventMs > STALLED_MS) throw new Error("Nobody gets in any more.");
    }
  }

  close(): void {
    for (const connection of this.#connections) this.#fleet.close(connection);
    this.#poller.close();
  }

  #connect(id: number): void {
    const name = peerName(this.#connected++ % NAMES);
    const plan = { name, room: "lobby", speaker: -1, listens: false };
    const fd = connectTcpFrom(this.#connected, this.job.tcp);
    this.#connections[id] = new Connection(id, fd, plan, WIRES[this.load.wire], 0, 0, 0);
    this.#poller.add(fd, id, true);
  }

  #turn(): number {
    const count = this.#poller.wait(100);
    for (let index = 0; index < count; index++) {
      const connection = this.#connections[this.#poller.idOf(index)];
      if (!connection.greeted) this.#greet(connection);
      else if (this.#poller.readable(index)) this.#fleet.read(connection);
    }
    return count;
  }

  #greet(connection: Connection): void {
    this.#fleet.greet(connection);
    this.#poller.modify(connection.fd, connection.id, false);
  }
}
