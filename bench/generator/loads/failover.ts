/**
 * The failover load: a node is killed under its peers, and all of them but one go to another node with
 * their sessions, while somebody there goes on speaking.
 *
 * @module
 */

import { makeBody } from "../../body.ts";
import type { Failover, Job, Outcome } from "../../job.ts";
import { framesTold, helloAgain, type Notice, sayText } from "../../wires/hubbub.ts";
import { Ledger } from "../books/ledger.ts";
import { Connection } from "../connection.ts";
import { Fleet } from "../fleet.ts";
import { peerName } from "../recruits.ts";
import { Poller } from "../sockets/poller.ts";
import { connectTcp, type Endpoint } from "../sockets/socket.ts";
import { Returner } from "./returner.ts";

const TURN_MS = 20;
/** The speaker speaks, and asks who is there, at this interval. */
const SPEAK_EVERY_MS = 250;
const BEFORE_KILL_MS = 1_000;
const JOIN_LIMIT_MS = 60_000;
const BACK_LIMIT_MS = 60_000;
const DRAIN_LIMIT_MS = 10_000;
const BODY_BYTES = 64;

const SPEAKER = 0;
/** The peer that doesn't come back: the others hear that it has left. */
const STRAY = 1;

/** Runs a failover load. */
export function failover(job: Job, load: Failover): Outcome {
  const crowd = new Returners(job, load.connections);
  crowd.turnUntil(JOIN_LIMIT_MS, () => crowd.isComplete);
  crowd.speakFor(BEFORE_KILL_MS);
  crowd.turnUntil(DRAIN_LIMIT_MS, () => crowd.isDrained);
  const killedMs = performance.now();
  Deno.kill(job.pids[job.others.length], "SIGKILL");
  const times = crowd.awaitReturn(killedMs);
  crowd.turnUntil(DRAIN_LIMIT_MS, () => crowd.isDrained);
  const faults = { ...crowd.ledger.faults(crowd.lost()), duplicated: crowd.duplicated() };
  crowd.close();
  return { values: times, faults, notes: [] };
}

/** The peers of a node that dies, and one that speaks on another node. */
class Returners {
  readonly ledger = new Ledger(0, 0, 1, 1);
  readonly #poller = new Poller();
  readonly #fleet: Fleet;
  readonly #job: Job;
  readonly #returners: Returner[];
  #connections: Connection[] = [];
  /** Peers that have to connect, and those that are doing so. */
  readonly #due: number[];
  #connecting = 0;
  #welcomed = 0;
  #back = 0;
  #said = 0;
  #nextSpeakMs = 0;
  /** Peers of the hub, as answers counted them before the kill, and as the newest one does. */
  #presentBefore = 0;
  #present = 0;
  #isKilled = false;

  constructor(job: Job, connections: number) {
    this.#job = job;
    this.#returners = Array.from({ length: connections + 2 }, () => new Returner());
    this.#due = [...this.#returners.keys()];
    const body = makeBody(BODY_BYTES, 0);
    this.#fleet = new Fleet(this.#poller, this.#returners.length, this.ledger, body);
    this.#fleet.onTold = ({ id }, notice) => this.#told(id, notice);
    this.#fleet.onEnd = ({ id }) => {
      if (id === SPEAKER) throw new Error("The node that should live ended a connection.");
      if (id !== STRAY) this.#due.push(id);
    };
  }

  get isComplete(): boolean {
    return this.#welcomed === this.#returners.length;
  }

  /** True if all peers that stay have everything that was said. */
  get isDrained(): boolean {
    return this.#returners.every(({ next }, id) =>
      next === this.#said || id === SPEAKER || (id === STRAY && this.#isKilled)
    );
  }

  lost(): number {
    return this.#returners.reduce((sum, { missing, next }, id) => {
      if (id === SPEAKER || id === STRAY) return sum;
      return sum + missing + this.#said - next;
    }, 0);
  }

  duplicated(): number {
    return this.#returners.reduce((sum, { repeated }) => sum + repeated, 0);
  }

  turnUntil(limitMs: number, isDone: () => boolean): void {
    const endMs = performance.now() + limitMs;
    while (!isDone() && performance.now() < endMs) this.#turn();
  }

  speakFor(durationMs: number): void {
    const endMs = performance.now() + durationMs;
    while (performance.now() < endMs) {
      this.#speak();
      this.#turn();
    }
  }

  /** Returns the times, in seconds, until the killed node's peers had left, and until they were back. */
  awaitReturn(killedMs: number): { readonly leftSeconds?: number; readonly backSeconds: number } {
    this.#isKilled = true;
    const wanted = this.#returners.length - 2;
    const secondsSince = () => (performance.now() - killedMs) / 1000;
    let leftSeconds: number | undefined;
    let backSeconds: number | undefined;
    while (leftSeconds === undefined || backSeconds === undefined) {
      this.#speak();
      this.#turn();
      if (this.#present < this.#presentBefore) leftSeconds ??= secondsSince();
      if (this.#back === wanted) backSeconds ??= secondsSince();
      if (secondsSince() * 1000 > BACK_LIMIT_MS) {
        const left = leftSeconds === undefined
          ? "the stray one hasn't left"
          : "the stray one has left";
        throw new Error(`${this.#back} of ${wanted} peers are back after 60 s, and ${left}.`);
      }
    }
    return { leftSeconds, backSeconds };
  }

  close(): void {
    this.#fleet.onEnd = () => {};
    for (const connection of this.#connections) this.#fleet.close(connection);
    this.#poller.close();
  }

  #speak(): void {
    const nowMs = performance.now();
    if (nowMs < this.#nextSpeakMs) return;
    this.#nextSpeakMs = nowMs + SPEAK_EVERY_MS;
    const speaker = this.#connections[SPEAKER];
    this.#fleet.send(speaker, sayText(speaker.plan, String(this.#said++)));
    this.#fleet.send(speaker, sayText(speaker.plan, "/who"));
  }

  #told(id: number, notice: Notice): void {
    const returner = this.#returners[id];
    switch (notice.event) {
      case undefined:
        return returner.hear(notice);
      case "welcome":
        returner.welcome(notice);
        if (this.#isKilled) return;
        this.#connecting--;
        this.#welcomed++;
        return;
      case "history":
        if (!this.#isKilled) return;
        this.#connecting--;
        this.#back++;
        return;
      case "who":
        this.#present = notice.count ?? 0;
        if (!this.#isKilled) this.#presentBefore = this.#present;
        return;
      case "error":
        throw new Error(`${peerName(id)} was refused: ${notice.msg}`);
    }
  }

  #turn(): void {
    while (this.#due.length > 0 && this.#connecting < this.#job.mostConnecting) {
      this.#connect(this.#due.shift()!);
    }
    const count = this.#poller.wait(TURN_MS);
    for (let index = 0; index < count; index++) {
      const connection = this.#connections[this.#poller.idOf(index)];
      if (!connection.open) continue;
      if (!connection.greeted) this.#greet(connection);
      else if (this.#poller.readable(index)) this.#fleet.read(connection);
    }
  }

  #connect(id: number): void {
    this.#connecting++;
    const plan = { name: peerName(id), room: "lobby", speaker: -1, listens: true };
    const fd = connectTcp(this.#endpointOf(id));
    this.#connections[id] = new Connection(id, fd, plan, framesTold, 0, 0, 0);
    this.#poller.add(fd, id, true);
  }

  #endpointOf(id: number): Endpoint {
    const { tcp, others } = this.#job;
    return this.#isKilled || id === SPEAKER ? tcp : others.at(-1)!.tcp;
  }

  #greet(connection: Connection): void {
    const { point } = this.#returners[connection.id];
    this.#fleet.greet(connection, point && helloAgain(connection.plan, point));
    this.#poller.modify(connection.fd, connection.id, false);
  }
}
