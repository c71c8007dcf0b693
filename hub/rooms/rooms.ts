import { ChatError } from "../chat_error.ts";
import type { FanOut } from "../fan_out.ts";
import type { HubLimits } from "../limits.ts";
import { LOBBY, type Member, Room } from "./room.ts";
import type { Charter } from "./charter.ts";
import type { Charters } from "./charters.ts";
import { checkEntry, isVisible, noSuchRoom } from "./rank.ts";
import { parseRoomName, type PeerName, type RoomName } from "../names/name.ts";
import { checkAppearance } from "../names/appearance.ts";
import { Lookalikes } from "../names/lookalikes.ts";
import { nearestName } from "../names/nearest.ts";
import { foldName, type Notice } from "../../vocabulary/mod.ts";

/** All rooms. A room is opened for its first member, and closed after its last has left. */
export class Rooms {
  readonly #byFold = new Map<string, Room>();
  readonly #lookalikes = new Lookalikes((fold) => this.#byFold.has(fold));

  constructor(readonly limits: HubLimits, readonly fanOut: FanOut, readonly charters: Charters) {
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
   * Returns the room that a member's message goes to.
   *
   * @param name Undefined: the member's current room.
   * @throws {ChatError} `room-unknown`, `room-name-invalid`, or `not-in-room` where it has none.
   */
  roomFor(member: Member, name: string | undefined): Room {
    if (name !== undefined) return this.find(name, member);
    if (member.current !== undefined) return member.current;
    throw new ChatError("not-in-room", "You are in no room: /join #lobby, or say whom to.");
  }

  /**
   * Returns the room with a name. To a member that may not enter a private room, there is none.
   *
   * @throws {ChatError} `room-unknown` or `room-name-invalid`.
   */
  find(name: string, asker: Member): Room {
    const room = this.visible(parseRoomName(name), asker);
    if (room !== undefined) return room;
    const near = this.nearest(name, asker);
    const question = near === undefined ? "" : `did you mean ${near}? `;
    throw new ChatError(
      "room-unknown",
      `There is no room ${name}: ${question}/rooms lists them, and /join ${name} opens it.`,
    );
  }

  /** Returns the room with a name, unless it is private and not the asker's business. */
  visible(name: string, asker: Member | undefined): Room | undefined {
    const room = this.get(name);
    return room !== undefined && isVisible(room, asker) ? room : undefined;
  }

  /** Returns the rooms that a member may know of; those that everybody may, without a member. */
  visibleTo(asker: Member | undefined): Room[] {
    return [...this.#byFold.values()].filter((room) => isVisible(room, asker));
  }

  /** Returns the name of a room that a misspelt one probably stands for. */
  nearest(name: string, asker: Member): string | undefined {
    return nearestName(name, this.visibleTo(asker));
  }

  /** Seats a member, tells the others there, and makes it the member's current room. */
  enter(member: Member, name: RoomName, nowMs: number): Room {
    checkEntry(this.charters.get(foldName(name)), name, member, nowMs);
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
   * Seats a member without a notice to the others.
   *
   * @throws {ChatError} `room-limit`, or `room-name-invalid` where it would be a new room.
   */
  seat(member: Member, name: RoomName): Room {
    let room = this.get(name);
    if (room === undefined || !room.members.has(member)) this.#checkLimits(member, room);
    room ??= this.#open(name, member);
    if (room.batch !== undefined) this.fanOut.flush();
    room.members.add(member);
    member.rooms.add(room);
    member.current = room;
    return room;
  }

  /** Returns the room of another hub's copy, which has passed the checks there. */
  restore(name: RoomName): Room {
    return this.get(name) ?? this.#add(new Room(name));
  }

  /** Opens a room. Its name may not look like that of another room, nor hide what it is. */
  #open(name: RoomName, asker: Member): Room {
    const fold = foldName(name);
    const like = this.#lookalikes.find(name, fold);
    if (like !== undefined) {
      const room = this.#byFold.get(like)!;
      if (!isVisible(room, asker)) throw noSuchRoom(name);
      const other = room.name;
      throw new ChatError(
        "room-name-invalid",
        `${name} looks like ${other}, which is another room: /join ${other} enters that, or choose another name.`,
      );
    }
    checkRoomAppearance(name);
    // The owner of a room has spelled its name.
    const { name: spelled = name } = this.charters.get(fold) ?? {};
    return this.#add(new Room(spelled as RoomName));
  }

  /** Gives a room that a member has opened to it, where the member has a registered name. */
  claim(room: Room, owner: string): void {
    if (room.isLobby || room.charter !== undefined) return;
    room.charter = this.charters.claim(room.name, owner);
  }

  /** Gives a guest's new name the mutes of its earlier one. */
  followMutes({ rooms, fold }: Member, name: PeerName): void {
    for (const charter of [this.charters.hub, ...[...rooms].map(({ charter }) => charter)]) {
      if (charter?.follow(fold, foldName(name), name)) this.charters.keep(charter).catch(() => {});
    }
  }

  /** Gives the room of a restored charter its rules. */
  restoreCharter(charter: Charter): void {
    const room = this.#byFold.get(charter.fold);
    if (room !== undefined) room.charter = charter;
  }

  #add(room: Room): Room {
    room.charter = this.charters.get(room.fold);
    room.topic = room.charter?.topic;
    this.#byFold.set(room.fold, room);
    this.#lookalikes.add(room.name, room.fold);
    return room;
  }

  #close({ name, fold }: Room): void {
    this.#byFold.delete(fold);
    this.#lookalikes.remove(name, fold);
  }

  /** Takes a member out of one room and tells the others there. */
  leave(member: Member, room: Room, { reason, quit, by }: Leaving = {}): void {
    if (room.batch !== undefined) this.fanOut.flush();
    room.members.delete(member);
    member.rooms.delete(room);
    if (member.current === room) {
      const lobby = this.#byFold.get(LOBBY)!;
      member.current = member.rooms.has(lobby) ? lobby : [...member.rooms].at(-1);
    }
    if (room.members.size === 0 && !room.isLobby) this.#close(room);
    const notice = {
      name: "server",
      msg: `${member.name} ${by === undefined ? "left" : "was put out of"} ${room.name}${
        by === undefined ? "" : ` by ${by}`
      }${reason ? `: ${reason}` : ""}`,
      event: "leave",
      peer: member.name,
      to: room.name,
    } as const;
    this.#announce(room, member, {
      ...notice,
      ...(reason && { reason }),
      ...(quit && { quit }),
      ...(by !== undefined && { by }),
    });
  }

  /** Takes a member that leaves the hub out of all its rooms. */
  leaveAll(member: Member, reason: string): void {
    for (const room of [...member.rooms]) this.leave(member, room, { reason, quit: true });
  }

  /** Takes a member out of every room without a notice. Empty rooms stay open for its successor. */
  vacate(member: Member): void {
    this.fanOut.flushRoomsOf(member);
    for (const room of member.rooms) room.members.delete(member);
    member.rooms.clear();
    member.current = undefined;
  }

  /** Seats a member in a room that it was in before, if limits and the room's rules allow that. */
  reenter(
    member: Member,
    name: RoomName,
    { isSilent, nowMs }: { readonly isSilent: boolean; readonly nowMs: number },
  ): void {
    try {
      if (isSilent) this.seat(member, name);
      else this.enter(member, name, nowMs);
    } catch (error) {
      // Other rooms have reached the limit meanwhile, so the member comes back without this one.
      if (!(error instanceof ChatError)) throw error;
    }
  }

  /** Closes the rooms that {@linkcode vacate} left empty and that nobody has entered since. */
  closeEmpty(): void {
    for (const room of this.#byFold.values()) {
      if (room.members.size === 0 && !room.isLobby) this.#close(room);
    }
  }

  /** Returns the members that share a room with this one. Rooms above the announce limit don't count. */
  neighbours(member: Member): Set<Member> {
    const found = new Set<Member>();
    for (const room of member.rooms) {
      if (room.members.size > this.limits.announceLimit) continue;
      for (const other of room.members) if (other !== member) found.add(other);
    }
    return found;
  }

  #announce(room: Room, member: Member, notice: Notice): void {
    // A member that leaves still counts, as it does when it joins: both are announced, or neither.
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

/** The facts about a leave that the others in the room are told. */
interface Leaving {
  readonly reason?: string;
  /** True for a member that leaves the hub. */
  readonly quit?: true;
  /** The moderator that has put the member out. */
  readonly by?: string;
}

/**
 * Checks a room's name as a peer's name is checked.
 *
 * @throws {ChatError} `room-name-invalid`.
 */
function checkRoomAppearance(name: RoomName): void {
  try {
    checkAppearance(name, "room's name");
  } catch (error) {
    if (error instanceof ChatError) throw new ChatError("room-name-invalid", error.message);
    throw error;
  }
}
