/**
 * Turns a crowd into connected peers.
 *
 * @module
 */

import { makeBody } from "../body.ts";
import type { Crowd, Job } from "../job.ts";
import { WIRES } from "../wires/mod.ts";
import type { PeerPlan, Wire } from "../wires/wire.ts";
import { AckBook } from "./ack_book.ts";
import { Connection } from "./connection.ts";
import { Fleet } from "./fleet.ts";
import { type Faults, Ledger } from "./ledger.ts";
import { Poller } from "./poller.ts";
import { Room } from "./room.ts";
import { connectTcp, connectUdp, pendingError } from "./socket.ts";
import { Speaker } from "./speaker.ts";

const CONNECT_TIMEOUT_MS = 30_000;

/** A peer before it has a socket. */
interface Recruit {
  readonly plan: PeerPlan;
  readonly wire: Wire;
  readonly room: number;
  readonly asleep: boolean;
}

/** Peers are named alike in length: `peer0042`. */
export function peerName(index: number): string {
  return `peer${String(index).padStart(4, "0")}`;
}

function recruits(crowd: Crowd): Recruit[] {
  const { rooms, speakers, listeners, sleepers = 0, wires } = crowd;
  const perRoom = speakers + listeners + sleepers;
  return Array.from({ length: rooms * perRoom }, (_, index) => {
    const room = Math.floor(index / perRoom);
    const place = index % perRoom;
    const speaks = place < speakers;
    const wire = WIRES[wires[(speaks ? place : place - speakers) % wires.length]];
    const plan: PeerPlan = {
      name: peerName(index),
      room: rooms === 1 ? "lobby" : `room${room}`,
      speaker: speaks ? room * speakers + place : -1,
      listens: !speaks || crowd.speakersListen === true || wire.speakersListen,
    };
    return { plan, wire, room, asleep: place >= speakers + listeners };
  });
}

/** What a crew needs to know beside its crowd. */
export interface CrewOptions {
  readonly bodyBytes: number;
  readonly windowMessages: number;
  /** Messages of one speaker whose times are remembered; a power of two. */
  readonly ring: number;
  /** Latency is recorded for one in so many messages; a power of two. */
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

  constructor(readonly job: Job, readonly crowd: Crowd, readonly options: CrewOptions) {
    const all = recruits(crowd);
    const speakers = crowd.rooms * crowd.speakers;
    this.ledger = new Ledger(
      all.length * crowd.speakers,
      speakers,
      options.ring,
      options.sampleEvery,
    );
    this.fleet = new Fleet(this.poller, all.length, this.ledger, makeBody(options.bodyBytes, 0));
    this.acks = new AckBook(this.ledger);
    this.fleet.onAck = (connection, code) => this.acks.book(connection, code);
    this.fleet.onReady = () => this.#ready++;
    this.fleet.onQuestion = (connection, answer) => {
      const speaker = this.#speakers.get(connection.id);
      if (speaker === undefined) this.fleet.say(connection, answer);
      else speaker.interject(answer);
    };
    this.#connect(all);
    this.rooms = Array.from({ length: crowd.rooms }, (_, index) => this.#room(all, index));
  }

  #enlist({ plan, wire, room }: Recruit, id: number): Connection {
    const { tcp, udp, web } = this.job;
    const endpoint = wire.datagrams ? udp : wire.isWeb === true ? web : tcp;
    if (endpoint === undefined) throw new Error("The server doesn't listen for this protocol.");
    const fd = wire.datagrams ? connectUdp(endpoint) : connectTcp(endpoint);
    const { speakers } = this.crowd;
    const first = room * speakers;
    const connection = new Connection(id, fd, plan, wire, first, speakers, id * speakers);
    if (plan.speaker >= 0 && !wire.echoes) this.ledger.expectNothing(connection, plan.speaker);
    this.connections.push(connection);
    this.poller.add(fd, id, true);
    return connection;
  }

  #connect(all: readonly Recruit[]): void {
    const deadlineMs = performance.now() + CONNECT_TIMEOUT_MS;
    while (this.#ready < all.length) {
      while (
        this.connections.length < all.length &&
        this.connections.length - this.#ready < this.job.mostConnecting
      ) {
        this.#enlist(all[this.connections.length], this.connections.length);
      }
      this.turn(100);
      if (performance.now() > deadlineMs) {
        throw new Error(`Only ${this.#ready} of ${all.length} peers came in within 30 s.`);
      }
    }
    all.forEach(({ asleep }, id) => {
      if (!asleep) return;
      this.poller.remove(this.connections[id].fd);
      this.sleepers.push(this.connections[id]);
    });
  }

  #room(all: readonly Recruit[], index: number): Room {
    const ids = all.keys().filter((id) => all[id].room === index && !all[id].asleep).toArray();
    const speakers = ids.filter((id) => all[id].plan.speaker >= 0).map((id) => {
      const speaker = new Speaker(this.connections[id], this.options.bodyBytes, this.ledger);
      this.#speakers.set(id, speaker);
      return speaker;
    });
    const hearers = ids.filter((id) => all[id].plan.listens).map((id) => this.connections[id]);
    return new Room(speakers, hearers, this.options.windowMessages);
  }

  /** Whether messages may be lost on the way. */
  get hasDatagrams(): boolean {
    return this.crowd.wires.some((name) => WIRES[name].datagrams);
  }

  /** Handles everything that is ready, waiting for at most so many milliseconds for it. */
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
    if (!connection.greeted) {
      const code = pendingError(connection.fd);
      if (code !== 0) throw new Error(`Connecting failed (errno ${code}).`);
      connection.greeted = true;
      this.fleet.say(connection, connection.wire.greeting(connection.plan));
    } else {
      speaker?.flush();
    }
    if (speaker?.blocked !== true) this.poller.modify(connection.fd, connection.id, false);
  }

  /** Has blocked speakers woken when their sockets have room. */
  watch(): void {
    for (const { connection, blocked } of this.#speakers.values()) {
      if (blocked) this.poller.modify(connection.fd, connection.id, true);
    }
  }

  /** Messages that all peers have received. */
  received(): number {
    return this.connections.reduce((sum, each) => sum + each.received, 0);
  }

  /** Acknowledgements that all speakers still wait for. */
  acksDue(): number {
    let due = 0;
    for (const { wire, sent, acked } of this.connections) {
      if (wire.acks === true) due += sent - acked;
    }
    return due;
  }

  /** Everything wrong so far. Ask once nothing is under way any more. */
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

  close(): void {
    this.fleet.tolerateClosing = true;
    for (const connection of this.connections) this.fleet.close(connection);
    this.poller.close();
  }
}
