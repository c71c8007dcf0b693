import { ClientCore, type ClientEvent, type Identity } from "../../client/core/mod.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import type { ClientMessage } from "../../hub/mod.ts";
import { ModelHub } from "./model_hub.ts";

/** The fate of each datagram, or the delay of each piece of a stream. */
export interface Weather {
  readonly isLossy: boolean;
  /** From 0 to 1: how likely a datagram is lost. */
  readonly loss: number;
  /** From 0 to 1: how likely it arrives twice. */
  readonly doubling: number;
  readonly seed: number;
  /** Nodes that are the hub, each with an address; the client is given that of the first. Default: 1. */
  readonly nodes?: number;
  /** Most events that the reader leaves unread. */
  readonly inboxMaxEvents: number;
}

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A text that isn't acknowledged, as a program keeps it over a restart. */
interface Waiting {
  readonly text: string;
  readonly id: string;
  sentMs?: number;
}

/** The time that a hub is away: longer than any earlier datagram is under way. */
const RESTART_MS = 200;

/** One client and a hub on a network without a socket, in virtual time. */
export class Simulation {
  readonly hub = new ModelHub();
  readonly heard: ClientEvent[] = [];
  readonly acks: { readonly text: string; readonly seq: number }[] = [];
  readonly refusals: string[] = [];
  core: ClientCore;
  nowMs = 0;
  readonly #weather: Weather;
  readonly #random: () => number;
  #unread: ClientEvent[] = [];
  readonly #addresses: readonly string[];
  /** The addresses where nobody is. */
  readonly #down = new Set<string>();
  /** The number of attempts at each address. */
  readonly attempts = new Map<string, number>();
  /** Links to nodes that were killed. */
  readonly #lostLinks = new Set<number>();
  readonly #waiting = new Set<Waiting>();
  #isCalm = true;
  #link = 0;
  /** The hub has forgotten it, and hears nothing of it any more. */
  #deadLink = 0;
  #deafUntilMs = 0;
  #order = 0;
  #upMs = 0;
  #downMs = 0;
  #ids = 0;
  #agenda: Happening[] = [];

  constructor(weather: Weather) {
    this.#weather = weather;
    this.#random = mulberry32(weather.seed);
    const scheme = weather.isLossy ? "udp" : "tcp";
    this.#addresses = Array.from(
      { length: weather.nodes ?? 1 },
      (_, i) => `${scheme}://n${i}:9000`,
    );
    this.core = this.#newCore({ name: "ada", rooms: ["#ops"], since: undefined });
    this.core.start(0);
  }

  say(text: string): void {
    const saying = { text, id: `text ${++this.#ids}` };
    this.#waiting.add(saying);
    this.#say(saying);
  }

  /** The program ends without a word, and another one goes on from what it remembered. */
  reload(): void {
    const { resume, resumePoint: { name }, membership: { rooms } } = this.core;
    if (resume === undefined) return;
    this.heard.push(...this.#unread.splice(0));
    this.#disconnect();
    this.core = this.#newCore({ name, rooms, since: undefined, resume });
    for (const saying of this.#waiting) this.#say(saying);
    this.core.start(this.nowMs);
  }

  /** The connection breaks; of what is under way only a part arrives. */
  cut(): void {
    if (this.#link === 0) return;
    const keepsUp = this.#random() * 20;
    const link = this.#link;
    this.#after(keepsUp, () => {
      this.hub.detach(link);
      if (this.#link !== link) return;
      this.#link = 0;
      this.core.lost(this.nowMs, "The connection broke.");
    });
  }

  /** The node of the client dies. The one that died before is there again. */
  kill(): void {
    if (this.#link === 0 || this.#down.has(this.core.address)) return;
    this.revive();
    this.#down.add(this.core.address);
    this.#lostLinks.add(this.#link);
    if (this.#weather.isLossy) this.hub.detach(this.#link);
    else this.cut();
  }

  /** Nodes that died are there again. */
  revive(): void {
    this.#down.clear();
  }

  /** The hub is started anew, which breaks the connection. */
  restart(): void {
    this.hub.restart();
    this.#deafUntilMs = this.nowMs + RESTART_MS;
    if (this.#weather.isLossy) return;
    this.#deadLink = this.#link;
    this.cut();
  }

  /** The reader reads every event that waits. */
  read(): void {
    this.heard.push(...this.#unread.splice(0));
    this.core.drained(this.nowMs);
  }

  /** From now on datagrams may get lost; until now none was. */
  storm(): void {
    this.#isCalm = false;
  }

  /** From now on nothing is lost. */
  calm(): void {
    this.#isCalm = true;
  }

  /** Lets time pass, and everything happen that falls into it. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const timerMs = Math.max(this.nowMs, this.core.nextMs());
      this.#agenda.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.#agenda[0];
      if (Math.min(timerMs, next?.atMs ?? Infinity) > endMs) break;
      if (next !== undefined && next.atMs <= timerMs) {
        this.#agenda.shift();
        this.nowMs = next.atMs;
        next.run();
      } else {
        this.nowMs = timerMs;
        this.core.tick(this.nowMs);
      }
    }
    this.nowMs = endMs;
  }

  #newCore(identity: Identity): ClientCore {
    const { isLossy, inboxMaxEvents } = this.#weather;
    const uplink = { addresses: this.#addresses.slice(0, 1), isLossy };
    return new ClientCore(identity, DEFAULT_LIMITS, uplink, {
      connect: (address) => this.#connect(address),
      disconnect: () => this.#disconnect(),
      send: (message) => this.#send(message),
      emit: (event) => this.#unread.push(event),
      free: () => inboxMaxEvents - this.#unread.length,
      hasCapacity: () => 2 * this.#unread.length <= inboxMaxEvents,
      ended: () => {},
      newId: () => `id ${++this.#ids}`,
      random: this.#random,
    });
  }

  #say(saying: Waiting): void {
    const { text, id, sentMs } = saying;
    const sent = sentMs === undefined ? undefined : { agoMs: this.nowMs - sentMs, name: "ada" };
    this.core.say({ text, to: "#lobby", id, sent }, {
      sending: () => saying.sentMs = this.nowMs,
      resolve: (seq) => {
        this.#waiting.delete(saying);
        this.acks.push({ text, seq });
      },
      reject: ({ message }) => this.refusals.push(message),
    }, this.nowMs);
  }

  #connect(address: string): void {
    const link = ++this.#order;
    this.#link = link;
    this.attempts.set(address, 1 + (this.attempts.get(address) ?? 0));
    this.#after(1, () => {
      if (this.#link !== link) return;
      const isDown = this.#down.has(address);
      if (isDown) this.#lostLinks.add(link);
      if (!isDown || this.#weather.isLossy) return this.core.opened(this.nowMs);
      this.#link = 0;
      this.core.lost(this.nowMs, "Nobody listens there.");
    });
  }

  #disconnect(): void {
    this.hub.detach(this.#link);
    this.#link = 0;
  }

  #send(message: ClientMessage): void {
    const link = this.#link;
    this.#carry("up", () => {
      if (link === this.#deadLink || this.nowMs < this.#deafUntilMs) return;
      if (this.#lostLinks.has(link)) return;
      const { address } = this.core;
      this.hub.receive(link, message, (value) => {
        const told = this.#withNodes(value, address);
        this.#carry("down", () => {
          if (this.#link === link) this.core.received(told, this.nowMs);
        });
      });
    }, link);
  }

  /** Adds the other nodes' addresses to a welcome. */
  #withNodes(value: unknown, own: string): unknown {
    const notice = value as { readonly event?: string };
    if (notice.event !== "welcome") return value;
    return {
      ...notice,
      nodes: this.#addresses.filter((one) => one !== own && !this.#down.has(one)),
    };
  }

  /** A stream keeps the order and loses nothing while it lasts; datagrams do as they like. */
  #carry(direction: "up" | "down", arrive: () => void, link = this.#link): void {
    const { isLossy, loss, doubling } = this.#weather;
    if (isLossy) {
      if (!this.#isCalm && this.#random() < loss) return;
      const copies = !this.#isCalm && this.#random() < doubling ? 2 : 1;
      for (let i = 0; i < copies; i++) this.#after(this.#random() * 40, arrive);
      return;
    }
    const earliestMs = Math.max(direction === "up" ? this.#upMs : this.#downMs, this.nowMs);
    const atMs = earliestMs + this.#random() * 5;
    if (direction === "up") this.#upMs = atMs;
    else this.#downMs = atMs;
    this.#after(atMs - this.nowMs, () => {
      if (this.#link === link) arrive();
    });
  }

  #after(ms: number, run: () => void): void {
    this.#agenda.push({ atMs: this.nowMs + ms, order: ++this.#order, run });
  }
}

/** Chance that a seed repeats. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}
