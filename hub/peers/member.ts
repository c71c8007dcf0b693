import type { Batch } from "../../batch/mod.ts";
import type { PeerName } from "../names/name.ts";
import type { Peer } from "./peer.ts";
import type { PendingAcks } from "../delivery/pending_acks.ts";
import type { Room } from "../rooms/room.ts";

/** A peer with a name: what the directory maps to, and what sits in rooms. Only the hub writes it. */
export class Member {
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
