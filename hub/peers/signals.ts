import type { FanOut } from "../fan_out.ts";
import type { Signal } from "./signal.ts";
import { noticeOf } from "./signal_notice.ts";
import type { Member, Room } from "../rooms/room.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { Watchers } from "./watchers.ts";

/** Sends signals to those members whose peers ask for them. */
export class Signals {
  readonly watchers: Watchers = new Watchers();

  constructor(readonly fanOut: FanOut, readonly rooms: Rooms) {}

  /** Sends a signal to one member, after everything that its rooms have said before. */
  toMember(member: Member, signal: Signal): void {
    this.#send(member, signal, true);
  }

  toRoom(room: Room, signal: Signal, except: Member): void {
    for (const member of room.members) if (member !== except) this.toMember(member, signal);
  }

  /** Sends a signal about a member to those that share a room with it, or watch its name. */
  toNeighbours(member: Member, signal: Signal): void {
    const neighbours = this.rooms.neighbours(member);
    for (const neighbour of neighbours) this.toMember(neighbour, signal);
    for (const watcher of this.watchers.of(member.fold)) {
      if (!neighbours.has(watcher)) this.#send(watcher, signal, false);
    }
  }

  /** Tells those that watch a name that its peer has come or gone. */
  toWatchers(fold: string, signal: Signal): void {
    for (const member of this.watchers.of(fold)) this.toMember(member, signal);
  }

  #send(member: Member, signal: Signal, isNeighbour: boolean): void {
    if (member.peer.signal !== undefined) {
      this.fanOut.flushRoomsOf(member);
      return member.peer.signal(signal, isNeighbour);
    }
    if (member.wants.length === 0 || !isNeighbour) return;
    const notice = noticeOf(signal, member.wants);
    if (notice !== undefined) this.fanOut.tell(member, notice);
  }
}
