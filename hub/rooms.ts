import { ChatError } from "./chat_error.ts";
import type { FanOut } from "./fan_out.ts";
import type { HubLimits } from "./limits.ts";
import type { Member } from "./member.ts";
import { foldName, parseRoomName, type RoomName } from "./name.ts";
import type { Notice } from "./notice.ts";
import { LOBBY, Room } from "./room.ts";

/** The rooms and who is in them. A room comes with its first member and goes with its last. */
export class Rooms {
  readonly #byFold = new Map<string, Room>();

  constructor(readonly limits: HubLimits, readonly fanOut: FanOut) {
    this.#byFold.set(LOBBY, new Room(LOBBY));
  }

  get size(): number {
    return this.#byFold.size;
  }

  get(name: string): Room | undefined {
    return this.#byFold.get(foldName(name));
  }

  values(): IterableIterator<Room> {
    return this.#byFold.values();
  }

  /**
   * The room that a member's message goes to.
   *
   * @param name Absent: the member's current room.
   * @throws {ChatError} `room-unknown`, `room-name-invalid`, or `not-in-room` where it has none.
   */
  target(member: Member, name: string | undefined): Room {
    if (name !== undefined) return this.find(name);
    if (member.current !== undefined) return member.current;
    throw new ChatError("not-in-room", "You are in no room: /join #lobby, or say whom to.");
  }

  /**
   * @throws {ChatError} `room-unknown` or `room-name-invalid`.
   */
  find(name: string): Room {
    const room = this.get(parseRoomName(name));
    if (room !== undefined) return room;
    throw new ChatError(
      "room-unknown",
      `There is no room ${name}: /rooms lists them, and /join ${name} opens it.`,
    );
  }

  /** Seats a member, tells the others there, and makes it the member's current room. */
  enter(member: Member, name: RoomName): Room {
    const room = this.seat(member, name);
    this.#announce(room, member, {
      name: "server",
      msg: `${member.name} joined ${room.name}`,
      event: "join",
      peer: member.name,
      to: room.name,
    });
    return room;
  }

  /**
   * Seats a member without a word.
   *
   * @throws {ChatError} `room-limit`.
   */
  seat(member: Member, name: RoomName): Room {
    let room = this.get(name);
    if (room === undefined || !room.members.has(member)) this.#checkLimits(member, room);
    if (room === undefined) this.#byFold.set(foldName(name), room = new Room(name));
    if (room.batch !== undefined) this.fanOut.flush();
    room.members.add(member);
    member.rooms.add(room);
    member.current = room;
    return room;
  }

  /** Takes a member out of one room and tells the others there. */
  leave(member: Member, room: Room, reason?: string): void {
    if (room.batch !== undefined) this.fanOut.flush();
    room.members.delete(member);
    member.rooms.delete(room);
    if (member.current === room) {
      const lobby = this.#byFold.get(LOBBY)!;
      member.current = member.rooms.has(lobby) ? lobby : [...member.rooms].at(-1);
    }
    if (room.members.size === 0 && !room.isLobby) this.#byFold.delete(room.fold);
    const notice = {
      name: "server",
      msg: `${member.name} left ${room.name}${reason ? `: ${reason}` : ""}`,
      event: "leave",
      peer: member.name,
      to: room.name,
    } as const;
    this.#announce(room, member, reason ? { ...notice, reason } : notice);
  }

  leaveAll(member: Member, reason: string): void {
    for (const room of [...member.rooms]) this.leave(member, room, reason);
  }

  /** Takes a member out of every room without a word; the rooms stay for who follows. */
  vacate(member: Member): void {
    this.fanOut.settle(member);
    for (const room of member.rooms) room.members.delete(member);
    member.rooms.clear();
    member.current = undefined;
  }

  /** Seats a member in a room that it was in before, if there is a place; silently for a ghost's. */
  reenter(member: Member, name: RoomName, { isSilent }: { isSilent: boolean }): void {
    try {
      if (isSilent) this.seat(member, name);
      else this.enter(member, name);
    } catch (error) {
      // Rooms have come up to the limit meanwhile; the member can do without this one.
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** Ends the rooms that {@linkcode vacate} left empty and nobody entered since. */
  dropEmpty(): void {
    for (const [fold, room] of this.#byFold) {
      if (room.members.size === 0 && !room.isLobby) this.#byFold.delete(fold);
    }
  }

  /** Everybody who shares a small enough room with this member, each once. */
  neighbours(member: Member): Set<Member> {
    const found = new Set<Member>();
    for (const room of member.rooms) {
      if (room.members.size > this.limits.announceLimit) continue;
      for (const other of room.members) if (other !== member) found.add(other);
    }
    return found;
  }

  #announce(room: Room, member: Member, notice: Notice): void {
    // Whoever leaves counts as whoever joins does, so that nobody leaves who was never announced.
    const count = room.members.size + (room.members.has(member) ? 0 : 1);
    if (count <= this.limits.announceLimit && room.members.size > 0) {
      this.fanOut.notify(room, notice, member);
    }
  }

  #checkLimits(member: Member, room: Room | undefined): void {
    const { maxRooms, maxRoomsPerPeer } = this.limits;
    if (member.rooms.size >= maxRoomsPerPeer) {
      throw new ChatError(
        "room-limit",
        `You are in ${maxRoomsPerPeer} rooms, which is the limit: /part one first.`,
      );
    }
    if (room === undefined && this.#byFold.size >= maxRooms) {
      throw new ChatError(
        "room-limit",
        `There are ${maxRooms} rooms, which is the limit: /join one that exists (/rooms lists them).`,
      );
    }
  }
}
