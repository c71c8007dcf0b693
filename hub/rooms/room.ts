import { type Author, Batch, Slab } from "../../batch/mod.ts";
import type { PendingAcks } from "../delivery/pending_acks.ts";
import type { PeerName, RoomName } from "../names/name.ts";
import type { Peer } from "../peers/peer.ts";
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

/**
 * A peer with a name: what the directory maps to, and what sits in rooms. Only the hub writes it.
 * The class shares its file with {@linkcode Room}: each holds the other, and imports form no circle.
 */
export class Member implements Author {
  readonly rooms: Set<Room> = new Set();
  /** Where a message without `to` goes. */
  current: Room | undefined;
  /** The newest batch that holds something of this member's own. */
  lastBatch: Batch | undefined;
  /** In how many rooms with something unsent this member is; meaningful during a flush only. */
  dirtyRooms = 0;
  /** Live batches wait here while an earlier part of the log is replayed; undefined otherwise. */
  held: Batch[] | "overflowed" | undefined;
  heldBytes = 0;
  /** Resolves at the end of the newest replay, if there was one. */
  replaying: Promise<void> | undefined;
  /** Bytes of acks that wait for their messages to be kept. */
  acksDueBytes = 0;
  /** Those of this turn, and how many bytes the turn before had of them. */
  acks: PendingAcks | undefined;
  acksBytes = 0;
  /** False once it has left, whatever still refers to it. */
  attached = true;
  /** May kick and ban: the person at the server's own terminal. */
  isOperator = false;

  constructor(
    readonly peer: Peer,
    public name: PeerName,
    public fold: string,
    readonly session: string,
    readonly sinceMs: number,
  ) {}
}
