import type { FanOut } from "../fan_out.ts";
import type { Directory } from "../names/directory.ts";
import type { AddressedSignal, Signal } from "./signal.ts";
import { noticeOf } from "./signal_notice.ts";
import type { Member, Room } from "../rooms/room.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { Watchers } from "./watchers.ts";

/** Sends signals to those members whose peers ask for them. */
export class Signals {
  readonly watchers: Watchers = new Watchers();

  readonly #options: SignalsOptions;

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  /** Sends a member's signal to the room or the peer that it names, on whichever node they are. */
  send(author: Member, signal: AddressedSignal): void {
    const isElsewhereToo = this.deliver(author, signal);
    if (isElsewhereToo) this.#options.relay(author, signal);
  }

  /** Tells a member that another one would like to meet it in a room, and those who are there. */
  invite(author: Member, { name: peer }: Member, { name: room }: Room): void {
    const { name } = author;
    this.send(author, { kind: "invite", name, peer, room });
    this.send(author, { kind: "invited", name, peer, to: room });
  }

  /**
   * Delivers a member's signal to those of its receivers that are connected here. Returns true if
   * others are connected to other nodes.
   */
  deliver(author: Member, signal: AddressedSignal): boolean {
    let isElsewhereToo = false;
    for (const member of this.#receivers(author, signal)) {
      if (member.isHere) this.#toMember(member, signal);
      else isElsewhereToo = true;
    }
    return isElsewhereToo;
  }

  /** Sends a signal about a member to those here that share a room with it, or watch its name. */
  toNeighbours(member: Member, signal: Signal): void {
    const neighbours = this.#options.rooms.neighbours(member);
    for (const neighbour of neighbours) this.#toMember(neighbour, signal);
    for (const watcher of this.watchers.of(member.fold)) {
      if (!neighbours.has(watcher)) this.#send(watcher, signal, false);
    }
  }

  /** Tells those here that watch a name that its peer has come or gone. */
  toWatchers(fold: string, signal: Signal): void {
    for (const member of this.watchers.of(fold)) this.#toMember(member, signal);
  }

  *#receivers(author: Member, signal: AddressedSignal): Iterable<Member> {
    const { directory, rooms } = this.#options;
    const to = signal.kind === "invite" ? signal.peer : signal.to;
    if (!to.startsWith("#")) {
      const peer = directory.get(to);
      if (peer !== undefined) yield peer;
      return;
    }
    for (const member of rooms.get(to)?.members ?? []) if (member !== author) yield member;
  }

  /** Sends a signal to one member, after everything that its rooms have said before. */
  #toMember(member: Member, signal: Signal): void {
    this.#send(member, signal, true);
  }

  #send(member: Member, signal: Signal, isNeighbour: boolean): void {
    if (member.peer.signal !== undefined) {
      this.#options.fanOut.flushRoomsOf(member);
      return member.peer.signal(signal, isNeighbour);
    }
    if (!isNeighbour) return;
    const notice = noticeOf(signal, member.wants);
    if (notice !== undefined) this.#options.fanOut.tell(member, notice);
  }
}

/** The parts of the hub that signals work with. */
export interface SignalsOptions {
  readonly directory: Directory;
  readonly fanOut: FanOut;
  readonly rooms: Rooms;
  /** Hands a signal to the other nodes: see `Order.relay`. */
  readonly relay: (author: Member, signal: AddressedSignal) => void;
}
