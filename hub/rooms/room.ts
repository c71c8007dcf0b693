import { Batch, Slab } from "../../batch/mod.ts";
import type { Member } from "../peers/member.ts";
import type { RoomName } from "../names/name.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** Where everybody starts, and where a message without `to` goes at first. */
export const LOBBY = "#lobby" as RoomName;

/** A set of members who hear one another, in one order. */
export class Room {
  readonly members: Set<Member> = new Set();
  readonly fold: string;
  /** The `to` of its messages; the lobby's have none. */
  readonly to: string | undefined;
  /** What was said since the last flush. */
  batch: Batch | undefined;
  readonly #slab = new Slab();

  constructor(readonly name: RoomName) {
    this.fold = foldName(name);
    this.to = this.isLobby ? undefined : name;
  }

  get isLobby(): boolean {
    return this.fold === LOBBY;
  }

  /** Starts what this room says in the present turn. */
  open(): Batch {
    return this.batch = new Batch(this.fold, this.#slab, this.to);
  }

  /** Ends the turn and returns what was said in it. */
  close(): Batch {
    const batch = this.batch!;
    batch.finish();
    this.batch = undefined;
    return batch;
  }
}
