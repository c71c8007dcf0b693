import { assertEquals } from "@std/assert";
import { type Client, isMessage, type MemoryHub } from "./memory_hub.ts";
import type { Heard } from "./memory_peer.ts";

/** One thing that happens in a hub; numbers are taken modulo what there is. */
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

/** What one connection should have got: everything, and what belongs to one room. */
interface Ears {
  readonly client: Client;
  readonly messages: string[];
  readonly byRoom: Map<string, string[]>;
}

/**
 * The simplest hub there could be, beside the real one: what is said is heard at once, by those who
 * are in the room at that moment, except its author.
 */
export class RoomModel {
  readonly #home: MemoryHub;
  readonly #rooms = new Map<string, Set<Ears>>(ROOMS.map((room) => [room, new Set()]));
  readonly #present: Ears[] = [];
  readonly #all: Ears[] = [];
  #seq = 0;
  #texts = 0;
  #names = 0;

  constructor(home: MemoryHub, clientCount: number) {
    this.#home = home;
    for (let i = 0; i < clientCount; i++) this.#enter(i);
  }

  take(step: Step): void {
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

  /** Ends the turn and compares what each connection got with what it should have got. */
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

  #at(who: number): Ears {
    return this.#present[who % this.#present.length];
  }

  #newName(): string {
    return `peer${++this.#names}`;
  }

  #enter(index: number): void {
    const client = this.#home.join(this.#newName());
    const ears = { client, messages: [], byRoom: new Map() };
    this.#present[index] = ears;
    this.#all.push(ears);
    this.#announce(LOBBY, `${client.name} joined ${LOBBY}`, ears);
    this.#rooms.get(LOBBY)!.add(ears);
  }

  #join(ears: Ears, room: string): void {
    ears.client.says(`/join ${room}`);
    const members = this.#rooms.get(room)!;
    if (members.has(ears)) return;
    this.#announce(room, `${ears.client.name} joined ${room}`, ears);
    members.add(ears);
  }

  #part(ears: Ears, room: string): void {
    if (!this.#rooms.get(room)!.has(ears)) return;
    ears.client.says(`/part ${room}`);
    this.#leave(ears, room, "");
  }

  #leave(ears: Ears, room: string, reason: string): void {
    this.#rooms.get(room)!.delete(ears);
    this.#announce(room, `${ears.client.name} left ${room}${reason}`, ears);
  }

  #say(ears: Ears, room: string, { sizeChars, canonical }: Step & { kind: "say" }): void {
    const { client } = ears;
    const text = `${++this.#texts}`.padEnd(sizeChars, ".");
    if (canonical && client.member.current !== undefined) {
      client.saysCanonically(text);
      return this.#spread(ears, client.member.current.name, text);
    }
    if (this.#home.hub.rooms.get(room) === undefined) return;
    client.says(text, { to: room });
    this.#spread(ears, room, text);
  }

  #spread(author: Ears, room: string, text: string): void {
    this.#seq++;
    const line = `${author.client.name}: ${text} (${this.#seq})`;
    for (const ears of this.#rooms.get(room)!) {
      if (ears === author) continue;
      ears.messages.push(line);
      this.#note(ears, room, line);
    }
  }

  #direct(from: Ears, to: Ears): void {
    if (from === to) return;
    const text = `${++this.#texts}`;
    from.client.says(text, { to: to.client.name });
    to.messages.push(`${from.client.name}: ${text} (${++this.#seq})`);
  }

  /** Leaves, and comes back under another name. */
  #return(index: number): void {
    const ears = this.#present[index];
    const rooms = [...ears.client.member.rooms].map(({ name }) => name as string);
    ears.client.leaves("gone");
    for (const room of rooms) this.#leave(ears, room, ": gone");
    this.#enter(index);
  }

  /** Comes back on another connection while the old one is still there. */
  #takeOver(index: number): void {
    const ghost = this.#present[index];
    const { name, member } = ghost.client;
    const client = this.#home.arrive({ name, session: member.session });
    client.peer.take();
    const ears = { client, messages: [], byRoom: new Map() };
    this.#present[index] = ears;
    this.#all.push(ears);
    for (const members of this.#rooms.values()) {
      if (members.delete(ghost)) members.add(ears);
    }
    ghost.client.leaves();
  }

  #announce(room: string, line: string, about: Ears): void {
    for (const ears of this.#rooms.get(room)!) if (ears !== about) this.#note(ears, room, line);
  }

  #note({ byRoom }: Ears, room: string, line: string): void {
    if (!byRoom.has(room)) byRoom.set(room, []);
    byRoom.get(room)!.push(line);
  }
}

function shown({ name, msg, seq, event }: Heard): string {
  return event === undefined ? `${name}: ${msg} (${seq})` : msg;
}

/** Which room a message or an announcement belongs to; undefined for all else. */
function roomOf(heard: Heard, client: Client): string | undefined {
  if (isMessage(heard)) {
    if (heard.to === undefined) return LOBBY;
    return heard.to.startsWith("#") ? heard.to : undefined;
  }
  const isAnnouncement = heard.event === "join" || heard.event === "leave";
  const isOwn = heard.msg.startsWith("You ") || heard.peer === client.name;
  return isAnnouncement && !isOwn ? heard.to : undefined;
}
