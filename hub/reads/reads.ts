import type { Accounts } from "../access/accounts.ts";
import { ChatError } from "../chat_error.ts";
import type { FanOut } from "../fan_out.ts";
import type { History } from "../history/history.ts";
import { lookUp } from "../history/look_up.ts";
import type { Later } from "../later.ts";
import type { Directory } from "../names/directory.ts";
import { isFurther, type Marker, type ReadMarkers } from "../names/read_markers.ts";
import type { ReadEntry } from "../order/entry.ts";
import type { Order } from "../order/order.ts";
import type { Member, Room } from "../rooms/room.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { WallTime } from "../time/wall_time.ts";
import { jsonBody } from "../json_body.ts";
import { plainNotice } from "../notice.ts";
import { type UnreadCounter, unreadNotice } from "./unread.ts";
import { foldName, type UnreadPlace } from "../../vocabulary/mod.ts";

/** Put in front of a folded name: the scope of its read markers in the log, which nobody else reads. */
const MARKERS_MARK = "=";
/** Markers of a name that a start reads. */
const LOADED_MAX = 500;
const PAGE_BYTES = 256 * 1024;
const decoder = new TextDecoder();

/** Keeps how far peers have read their rooms and talks. */
export class Reads {
  readonly #options: ReadsOptions;

  constructor(options: ReadsOptions) {
    this.#options = options;
  }

  /**
   * Marks a room or a talk as read up to a message. A refusal is told to the member.
   *
   * @param to A peer's name or `#room`; undefined: the member's current room.
   * @throws {ChatError} `room-unknown`, `room-name-invalid` or `not-in-room`.
   */
  request({ member, read, to, nowMs }: ReadRequest): void {
    if (!member.isHere) return;
    const { fanOut, history, later, order, rooms } = this.#options;
    const isRoom = to === undefined || to.startsWith("#");
    const target = isRoom ? rooms.roomFor(member, to).fold : foldName(to);
    later.run(member, undefined, async () => {
      await order().pending;
      fanOut.flush();
      const found = await lookUp(history, read);
      if (found === undefined) throw unknownMessage(read);
      const { time } = JSON.parse(decoder.decode(found.json));
      await this.mark(member, target, { time, seq: read }, nowMs);
      return undefined;
    });
  }

  /**
   * Marks a room or a talk as read up to now, for a person who types.
   *
   * @param to A peer's name or `#room`; undefined: the member's current room.
   * @throws {ChatError} `room-unknown`, `room-name-invalid` or `not-in-room`.
   */
  requestAll(
    { member, to, id, nowMs }: Omit<ReadRequest, "read"> & { id: string | undefined },
  ): void {
    const { fanOut, history, later, order, rooms, wall } = this.#options;
    const isRoom = to === undefined || to.startsWith("#");
    const room = isRoom ? rooms.roomFor(member, to) : undefined;
    const target = room?.fold ?? foldName(to!);
    later.run(member, id, async () => {
      await order().pending;
      fanOut.flush();
      const time = new Date(wall.at(nowMs)).toISOString();
      await this.mark(member, target, { time, seq: history.lastSeq }, nowMs);
      const what = room === undefined ? `Your talk with ${to}` : room.name;
      return plainNotice(
        "info",
        `${what} is read up to here; /unread counts what comes from now on.`,
      );
    });
  }

  /** Moves a marker, unless it is further on already. */
  async mark(member: Member, target: string, marker: Marker, nowMs: number): Promise<void> {
    const { markers, order } = this.#options;
    const known = markers.get(member.fold, target);
    if (known !== undefined && !isFurther(marker, known)) return;
    await order().submit({ kind: "read", member, target, marker }, nowMs);
  }

  /** Moves a marker: see `StateMachine.apply`. The log keeps those of registered names. */
  apply({ member, target, marker }: ReadEntry, nowMs: number): void {
    const { accounts, directory, fanOut, markers, rooms, wall } = this.#options;
    const { fold, name } = member;
    markers.advance(fold, target, marker);
    if (accounts.get(fold) !== undefined) {
      const said = { author: member, timeMs: wall.at(nowMs), id: undefined };
      const body = jsonBody({ event: "read", name, msg: "", target, marker });
      fanOut.keep({ scope: `${MARKERS_MARK}${fold}`, to: undefined }, body, said);
    }
    // Others count in numbers, and an IRC client may have marked a time alone.
    if (marker.seq === 0) return;
    const room = target.startsWith("#") ? rooms.get(target) : undefined;
    if (room !== undefined && !room.members.has(member)) return;
    const peer = room === undefined ? directory.get(target) : undefined;
    for (const other of room?.members ?? (peer === undefined ? [] : [peer])) {
      if (other !== member) this.#tell(other, member, room, marker);
    }
  }

  /** Reads the markers of a registered name from the log, after a start. */
  async load({ fold }: Member): Promise<void> {
    const { accounts, history, markers } = this.#options;
    if (accounts.get(fold) === undefined) return;
    const scope = `${MARKERS_MARK}${fold}`;
    const after = await history.startOf(scope, LOADED_MAX);
    const query = { scopes: [{ scope, after }], after, limit: LOADED_MAX, limitBytes: PAGE_BYTES };
    const { records } = await history.read(query);
    for (const { json } of records) {
      const { target, marker } = JSON.parse(decoder.decode(json));
      markers.advance(fold, target, marker);
    }
  }

  /** Returns what a member hasn't read yet, in the places that it has marked. */
  async unreadOf(member: Member): Promise<UnreadPlace[]> {
    const { markers, rooms, unread } = this.#options;
    await member.markersLoaded;
    const places: UnreadPlace[] = [];
    for (const [target, marker] of markers.of(member.fold)) {
      const room = target.startsWith("#") ? rooms.get(target) : undefined;
      if (target.startsWith("#") && (room === undefined || !member.rooms.has(room))) continue;
      places.push(await unread.count(member, target, { marker, to: room?.name ?? target }));
    }
    return places;
  }

  /** Tells a member what it hasn't read, once its markers are known. */
  begin(member: Member): void {
    if (!member.isHere) return;
    const { fanOut } = this.#options;
    const isTold = member.wants.includes("reads");
    if (!isTold && this.#options.accounts.get(member.fold) === undefined) return;
    // The log may be out of reach: then the next connection asks again.
    member.markersLoaded = this.load(member).catch(() => {});
    if (!isTold) return;
    const told = this.unreadOf(member).then((places) => {
      if (places.length > 0) fanOut.tell(member, unreadNotice(places));
    });
    told.catch(() => {});
  }

  #tell(other: Member, { name }: Member, room: Room | undefined, { seq }: Marker): void {
    if (!other.wants.includes("reads")) return;
    const where = room?.name ?? "your messages";
    const msg = `${name} has read ${where} up to ${seq}`;
    const to = room?.name ?? other.name;
    this.#options.fanOut.tell(other, {
      name: "server",
      msg,
      event: "read",
      peer: name,
      to,
      read: seq,
    });
  }
}

/** A member's wish to mark a room or a talk as read. */
export interface ReadRequest {
  readonly member: Member;
  readonly read: number;
  readonly to: string | undefined;
  readonly nowMs: number;
}

/** The parts of the hub that reads work with. */
export interface ReadsOptions {
  readonly accounts: Accounts;
  readonly directory: Directory;
  readonly fanOut: FanOut;
  readonly history: History;
  readonly later: Later;
  readonly markers: ReadMarkers;
  readonly rooms: Rooms;
  readonly unread: UnreadCounter;
  readonly wall: WallTime;
  /** Returns the order, which is built upon the state that the reads belong to. */
  readonly order: () => Order;
}

function unknownMessage(seq: number): ChatError {
  return new ChatError(
    "message-unknown",
    `There is no message ${seq}: "read" is the "seq" of the newest message that was read.`,
  );
}
