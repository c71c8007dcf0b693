import { assertEquals } from "@std/assert";
import { type Client, isMessage, type MemoryHub } from "./memory_hub.ts";
import type { Heard } from "./memory_peer.ts";

/** One event in a hub. A number selects a client or a room, modulo their count. */
export type Step =
  | { readonly kind: "join" | "part"; readonly who: number; readonly room: number }
  | {
    readonly kind: "say";
    readonly who: number;
    readonly room: number;
    readonly sizeChars: number;
    readonly canonical: boolean;
  }
  | { readonly kind: "direct"; readonly who: number; readonly to: number }
  | { readonly kind: "rename" | "return" | "takeover"; readonly who: number }
  | { readonly kind: "turn" };

const ROOMS = ["#lobby", "#a", "#b", "#c"];
const LOBBY = ROOMS[0];

/** The messages that one connection should have got: all, and those of each room. */
interface Listener {
  readonly client: Client;
  readonly messages: string[];
  readonly byRoom: Map<string, string[]>;
}

/**
 * The simplest hub, beside the real one: each message is heard at once by all members of its room but
 * its author.
 */
export class RoomModel {
  readonly #home: MemoryHub;
  readonly #rooms = new Map<string, Set<Listener>>(ROOMS.map((room) => [room, new Set()]));
  readonly #present: Listener[] = [];
  readonly #all: Listener[] = [];
  #seq = 0;
  #texts = 0;
  #names = 0;

  constructor(home: MemoryHub, clientCount: number) {
    this.#home = home;
    for (let i = 0; i < clientCount; i++) this.#enter(i);
  }

  /** Makes a step, in the model and in the hub. */
  apply(step: Step): void {
    switch (step.kind) {
      case "join":
        return this.#join(this.#at(step.who), ROOMS[step.room % ROOMS.length]);
      case "part":
        return this.#part(this.#at(step.who), ROOMS[step.room % ROOMS.length]);
      case "say":
        return this.#say(this.#at(step.who), ROOMS[step.room % ROOMS.length], step);
      case "direct":
        return this.#direct(this.#at(step.who), this.#at(step.to));
      case "rename":
        this.#at(step.who).client.says(`/nick ${this.#newName()}`);
        return;
      case "return":
        return this.#return(step.who % this.#present.length);
      case "takeover":
        return this.#takeOver(step.who % this.#present.length);
      case "turn":
        return this.#home.turn();
      default:
        return step satisfies never;
    }
  }

  /** Ends the turn, and compares the messages of each connection with the model's. */
  check(): void {
    this.#home.turn();
    for (const { client, messages, byRoom } of this.#all) {
      const heard = client.peer.heard();
      const got = heard.filter(isMessage);
      assertEquals(got.map(shown), messages, `what ${client.name} hears`);
      for (let i = 1; i < got.length; i++) {
        assertEquals(got[i].seq! > got[i - 1].seq!, true, "numbers increase strictly");
      }
      for (const room of ROOMS) {
        const ofRoom = heard.filter((one) => roomOf(one, client) === room).map(shown);
        assertEquals(ofRoom, byRoom.get(room) ?? [], `what ${client.name} hears in ${room}`);
      }
    }
  }

  #at(who: number): Listener {
    return this.#present[who % this.#present.length];
  }

  #newName(): string {
    return `peer${++this.#names}`;
  }

  #enter(index: number): void {
    const client = this.#home.join(this.#newName());
    const listener = { client, messages: [], byRoom: new Map() };
    this.#present[index] = listener;
    this.#all.push(listener);
    this.#announce(LOBBY, `${client.name} joined ${LOBBY}`, listener);
    this.#rooms.get(LOBBY)!.add(listener);
  }

  #join(listener: Listener, room: string): void {
    listener.client.says(`/join ${room}`);
    const members = this.#rooms.get(room)!;
    if (members.has(listener)) return;
    this.#announce(room, `${listener.client.name} joined ${room}`, listener);
    members.add(listener);
  }

  #part(listener: Listener, room: string): void {
    if (!this.#rooms.get(room)!.has(listener)) return;
    listener.client.says(`/part ${room}`);
    this.#leave(listener, room, "");
  }

  #leave(listener: Listener, room: string, reason: string): void {
    this.#rooms.get(room)!.delete(listener);
    this.#announce(room, `${listener.client.name} left ${room}${reason}`, listener);
  }

  #say(listener: Listener, room: string, { sizeChars, canonical }: Step & { kind: "say" }): void {
    const { client } = listener;
    const text = `${++this.#texts}`.padEnd(sizeChars, ".");
    if (canonical && client.member.current !== undefined) {
      client.saysCanonically(text);
      return this.#deliver(listener, client.member.current.name, text);
    }
    if (this.#home.hub.rooms.get(room) === undefined) return;
    client.says(text, { to: room });
    this.#deliver(listener, room, text);
  }

  #deliver(author: Listener, room: string, text: string): void {
    this.#seq++;
    const line = `${author.client.name}: ${text} (${this.#seq})`;
    for (const listener of this.#rooms.get(room)!) {
      if (listener === author) continue;
      listener.messages.push(line);
      this.#record(listener, room, line);
    }
  }

  #direct(from: Listener, to: Listener): void {
    if (from === to) return;
    const text = `${++this.#texts}`;
    from.client.says(text, { to: to.client.name });
    to.messages.push(`${from.client.name}: ${text} (${++this.#seq})`);
  }

  /** Leaves, and comes back under another name. */
  #return(index: number): void {
    const listener = this.#present[index];
    const rooms = [...listener.client.member.rooms].map(({ name }) => name as string);
    listener.client.leaves("gone");
    for (const room of rooms) this.#leave(listener, room, ": gone");
    this.#enter(index);
  }

  /** Comes back on another connection while the old one is still there. */
  #takeOver(index: number): void {
    const ghost = this.#present[index];
    const { name, member } = ghost.client;
    const client = this.#home.arrive({ name, session: member.session });
    client.peer.heardSince();
    const listener = { client, messages: [], byRoom: new Map() };
    this.#present[index] = listener;
    this.#all.push(listener);
    for (const members of this.#rooms.values()) {
      if (members.delete(ghost)) members.add(listener);
    }
    ghost.client.leaves();
  }

  #announce(room: string, line: string, about: Listener): void {
    for (const listener of this.#rooms.get(room)!) {
      if (listener !== about) this.#record(listener, room, line);
    }
  }

  #record({ byRoom }: Listener, room: string, line: string): void {
    if (!byRoom.has(room)) byRoom.set(room, []);
    byRoom.get(room)!.push(line);
  }
}

function shown({ name, msg, seq, event }: Heard): string {
  return event === undefined ? `${name}: ${msg} (${seq})` : msg;
}

/** The room of a message or an announcement; undefined for all else. */
function roomOf(heard: Heard, client: Client): string | undefined {
  if (isMessage(heard)) {
    if (heard.to === undefined) return LOBBY;
    return heard.to.startsWith("#") ? heard.to : undefined;
  }
  const isAnnouncement = heard.event === "join" || heard.event === "leave";
  const isOwn = heard.msg.startsWith("You ") || heard.peer === client.name;
  return isAnnouncement && !isOwn ? heard.to : undefined;
}
