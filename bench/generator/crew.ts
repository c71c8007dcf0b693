/**
 * A crowd as connected peers.
 *
 * @module
 */

import { makeBody } from "../body.ts";
import { type Addresses, type Crowd, entryLimitMs, type Job } from "../job.ts";
import { WIRES } from "../wires/mod.ts";
import type { PeerPlan } from "../wires/wire.ts";
import { AckBook } from "./books/ack_book.ts";
import { type Faults, Ledger } from "./books/ledger.ts";
import { Connection } from "./connection.ts";
import { Fleet } from "./fleet.ts";
import { type Recruit, recruitsOf } from "./recruits.ts";
import { Room } from "./room.ts";
import { Silence } from "./silence.ts";
import { kernelQueues } from "./sockets/kernel_queue.ts";
import { Poller } from "./sockets/poller.ts";
import { connectTcp, connectUdp, localPort } from "./sockets/socket.ts";
import { Speaker } from "./speaker.ts";

const TURN_MS = 100;
const SETTLE_MS = 500;

/** The settings of a crew beside its crowd. */
export interface CrewOptions {
  readonly bodyBytes: number;
  readonly windowMessages: number;
  /** Messages of one speaker whose times are remembered; a power of two. */
  readonly ring: number;
  /** Latency is recorded for every so many-th message; a power of two. */
  readonly sampleEvery: number;
}

/** Connected peers in their rooms. */
export class Crew {
  readonly poller = new Poller();
  readonly connections: Connection[] = [];
  readonly sleepers: Connection[] = [];
  readonly rooms: Room[];
  readonly ledger: Ledger;
  readonly fleet: Fleet;
  readonly acks: AckBook;
  readonly #speakers = new Map<number, Speaker>();
  #ready = 0;

  /** Connects all peers, and returns once they have joined. */
  constructor(readonly job: Job, readonly crowd: Crowd, readonly options: CrewOptions) {
    const recruits = recruitsOf(crowd);
    const { ring, sampleEvery, bodyBytes } = options;
    const slots = recruits.length * crowd.speakers;
    this.ledger = new Ledger(slots, crowd.rooms * crowd.speakers, ring, sampleEvery);
    this.fleet = new Fleet(this.poller, recruits.length, this.ledger, makeBody(bodyBytes, 0));
    this.acks = new AckBook(this.ledger);
    this.fleet.onAck = (connection, code) => this.acks.record(connection, code);
    this.fleet.onReady = () => this.#ready++;
    this.fleet.onQuestion = (connection, answer) => {
      const speaker = this.#speakers.get(connection.id);
      if (speaker === undefined) this.fleet.send(connection, answer);
      else speaker.interject(answer);
    };
    this.#connectAll(recruits);
    this.rooms = Array.from({ length: crowd.rooms }, (_, room) => this.#room(recruits, room));
    this.#settle();
  }

  #connectAll(recruits: readonly Recruit[]): void {
    const limitMs = entryLimitMs(this.crowd);
    const deadlineMs = performance.now() + limitMs;
    const isFree = () => this.connections.length - this.#ready < this.job.mostConnecting;
    while (this.#ready < recruits.length) {
      while (this.connections.length < recruits.length && isFree()) {
        this.#connect(recruits[this.connections.length], this.connections.length);
      }
      this.turn(TURN_MS);
      if (performance.now() > deadlineMs) {
        const seconds = Math.round(limitMs / 1000);
        throw new Error(
          `Only ${this.#ready} of ${recruits.length} peers came in within ${seconds} s.`,
        );
      }
    }
    recruits.forEach(({ asleep }, id) => {
      if (!asleep) return;
      this.poller.remove(this.connections[id].fd);
      this.sleepers.push(this.connections[id]);
    });
  }

  #connect({ plan, wire, room }: Recruit, id: number): void {
    const { tcp, udp, web } = this.#nodeOf(plan, id);
    const endpoint = wire.datagrams ? udp : wire.isWeb === true ? web : tcp;
    if (endpoint === undefined) throw new Error("The server doesn't listen for this protocol.");
    const fd = wire.datagrams ? connectUdp(endpoint) : connectTcp(endpoint);
    const { speakers } = this.crowd;
    const first = room * speakers;
    const connection = new Connection(id, fd, plan, wire, first, speakers, id * speakers);
    if (plan.speaker >= 0 && !wire.echoes) this.ledger.expectNothing(connection, plan.speaker);
    this.connections.push(connection);
    this.poller.add(fd, id, true);
  }

  #nodeOf({ speaker }: PeerPlan, id: number): Addresses {
    const nodes = [this.job, ...this.job.others];
    switch (this.crowd.placement) {
      case undefined:
        return this.job;
      case "spread":
        return nodes[id % nodes.length];
      case "across":
        return speaker >= 0 ? this.job : nodes[nodes.length - 1];
      default:
        return this.crowd.placement satisfies never;
    }
  }

  /** Waits until the server's nodes know of each other's peers: not all of them tell when they do. */
  #settle(): void {
    if (this.crowd.placement === undefined) return;
    const endMs = performance.now() + SETTLE_MS;
    while (performance.now() < endMs) this.turn(TURN_MS);
  }

  #room(recruits: readonly Recruit[], room: number): Room {
    const ids = recruits.keys().filter((id) => recruits[id].room === room && !recruits[id].asleep)
      .toArray();
    const speakers = ids.filter((id) => recruits[id].plan.speaker >= 0).map((id) => {
      const speaker = new Speaker(this.connections[id], this.options.bodyBytes, this.ledger);
      this.#speakers.set(id, speaker);
      return speaker;
    });
    const hearers = ids.filter((id) => recruits[id].plan.listens).map((id) => this.connections[id]);
    return new Room(speakers, hearers, this.options.windowMessages);
  }

  /** True where messages may be lost on the way. */
  get hasDatagrams(): boolean {
    return this.crowd.wires.some((name) => WIRES[name].datagrams);
  }

  /** Handles all sockets that are ready. Waits for at most so many milliseconds for the first. */
  turn(timeoutMs: number): number {
    const count = this.poller.wait(timeoutMs);
    for (let index = 0; index < count; index++) {
      const connection = this.connections[this.poller.idOf(index)];
      if (!connection.open) continue;
      if (this.poller.writable(index)) this.#write(connection);
      if (this.poller.readable(index)) this.fleet.read(connection);
    }
    return count;
  }

  /** A socket is writable for the first time when it is connected. */
  #write(connection: Connection): void {
    const speaker = this.#speakers.get(connection.id);
    if (!connection.greeted) this.fleet.greet(connection);
    else speaker?.flush();
    if (speaker?.blocked !== true) this.poller.modify(connection.fd, connection.id, false);
  }

  /** Makes the speakers speak in each turn, for so long or until nothing comes any more. */
  speakFor(durationMs: number, speak: (nowMs: number) => void): void {
    const endMs = performance.now() + durationMs;
    this.#turnWhile(() => {
      const nowMs = performance.now();
      if (nowMs >= endMs) return false;
      speak(nowMs);
      return true;
    });
  }

  /** Reads until all messages and acks have arrived, or nothing comes any more. */
  drain(): void {
    this.#turnWhile(() => this.rooms.some((room) => room.outstanding() > 0) || this.acksDue() > 0);
  }

  #turnWhile(goesOn: () => boolean): void {
    const silence = new Silence(this.rooms, this.hasDatagrams);
    while (!silence.isFinal && goesOn()) {
      for (const { connection, blocked } of this.#speakers.values()) {
        if (blocked) this.poller.modify(connection.fd, connection.id, true);
      }
      silence.observe(this.turn(TURN_MS));
    }
  }

  /** Messages that all peers have received. */
  received(): number {
    return this.connections.reduce((sum, each) => sum + each.received, 0);
  }

  /** Messages that all peers have said. */
  said(): number {
    return this.connections.reduce((sum, each) => sum + each.sent, 0);
  }

  /** Messages that were acknowledged to all speakers. */
  acknowledged(): number {
    return this.connections.reduce((sum, { acked }) => sum + acked, 0);
  }

  /** Acknowledgements that all speakers still wait for. */
  acksDue(): number {
    let due = 0;
    for (const { wire, sent, acked } of this.connections) {
      if (wire.acks === true) due += sent - acked;
    }
    return due;
  }

  /** The faults so far. Only right after {@linkcode Crew.drain}. */
  faults(): Faults {
    let lost = 0;
    for (const { hearers, speakers } of this.rooms) {
      const sent = speakers.reduce((sum, { connection }) => sum + connection.sent, 0);
      for (const hearer of hearers) {
        lost += sent - (hearer.wire.echoes ? 0 : hearer.sent) - hearer.received;
      }
    }
    const { missing, repeated } = this.acks;
    const faults = this.ledger.faults(lost + missing + this.acksDue());
    return { ...faults, duplicated: faults.duplicated + repeated };
  }

  /** As many of the lost deliveries as the kernel has dropped itself. Only while sockets are open. */
  lostInKernel(lost: number): number {
    if (lost === 0 || this.job.udp === undefined) return 0;
    const queues = kernelQueues();
    const dropped = (port: number) => queues.get(port)?.dropped ?? 0;
    const onTheWayOut = this.connections
      .filter(({ wire }) => wire.datagrams)
      .reduce((sum, { fd }) => sum + dropped(localPort(fd)), 0);
    // A datagram that the server never got is missing at every receiver.
    const onTheWayIn = dropped(this.job.udp.port) * this.connections.length;
    return Math.min(lost, onTheWayOut + onTheWayIn);
  }

  close(): void {
    this.fleet.tolerateClosing = true;
    for (const connection of this.connections) this.fleet.close(connection);
    this.poller.close();
  }
}
