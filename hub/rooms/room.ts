import { type Author, Batch, Slab } from "../../batch/mod.ts";
import type { PendingAcks } from "../delivery/pending_acks.ts";
import type { PeerName, RoomName } from "../names/name.ts";
import type { Peer } from "../peers/peer.ts";
import { RemotePeer } from "../peers/remote_peer.ts";
import type { Charter } from "./charter.ts";
import type { Topic } from "./topic.ts";
import { foldName, type Want } from "../../vocabulary/mod.ts";

/** The room that everybody starts in. */
export const LOBBY = "#lobby" as RoomName;

/** A set of members that get each other's messages, all in one order. */
export class Room {
  readonly members: Set<Member> = new Set();
  readonly fold: string;
  /** The `to` of its messages; undefined for the lobby, whose messages have none. */
  readonly to: string | undefined;
  /** The messages and notices since the last flush. */
  batch: Batch | undefined;
  topic: Topic | undefined;
  /** The rules of a room that belongs to a registered name; undefined for any other. */
  charter: Charter | undefined;
  /** The wall time of the first `/join`; undefined for a room that a session brought back. */
  openedMs: number | undefined;
  readonly #slab = new Slab();

  constructor(readonly name: RoomName) {
    this.fold = foldName(name);
    this.to = this.isLobby ? undefined : name;
  }

  get isLobby(): boolean {
    return this.fold === LOBBY;
  }

  /** Starts the batch of the present turn. */
  open(): Batch {
    return this.batch = new Batch(this.fold, this.#slab, this.to);
  }

  /** Ends the batch of the present turn and returns it. */
  close(): Batch {
    const batch = this.batch!;
    batch.close();
    this.batch = undefined;
    return batch;
  }
}

/**
 * A peer with a name: the directory finds it, and it sits in rooms. Only the hub changes its fields.
 * The class shares its file with {@linkcode Room}: each holds the other, and imports form no circle.
 */
export class Member implements Author {
  readonly rooms: Set<Room> = new Set();
  /** The room that a message without `to` goes to. */
  current: Room | undefined;
  /** The newest batch that holds an entry of this member. */
  lastBatch: Batch | undefined;
  /** The number of its rooms that are being flushed; 0 outside a flush. */
  dirtyRooms = 0;
  /** The live batches that wait for the end of a replay; undefined while there is no replay. */
  held: Batch[] | "overflowed" | undefined;
  heldBytes = 0;
  /** Resolves at the end of the newest replay; undefined where there was none. */
  replaying: Promise<void> | undefined;
  /** Resolves when the log has told how far the member has read; undefined where that isn't asked. */
  markersLoaded: Promise<void> | undefined;
  /** Resolves when the newest command that takes a while is done; undefined if none is under way. */
  commandDone: Promise<void> | undefined;
  /** Bytes of acks whose messages aren't persisted yet. */
  acksDueBytes = 0;
  /** The acks of this turn. */
  acks: PendingAcks | undefined;
  /** Bytes of the acks of the newest turn that had some. */
  acksBytes = 0;
  /** False once the member has left. Others may still refer to it then. */
  attached = true;
  /** Why nobody sits in front of the peer; undefined while somebody does. */
  away: string | undefined;
  /** The number of the newest message that it has said; 0: none that is known. */
  lastSaidSeq = 0;
  /** The events that the peer has asked for besides messages and notices. */
  wants: readonly Want[] = [];
  /** The times at which others were told that the member types, by the folded name of the room or peer. */
  readonly typedMs: Map<string, number> = new Map();
  /**
   * True for the person at the server's own terminal, and for each registered name that is an operator:
   * see `Operators`.
   */
  isOperator = false;
  /** Names the member in the entries of several nodes: the number of the entry that seated it. */
  ref = 0;
  /** False where the connection is on another node, which alone answers the member. */
  readonly isHere: boolean;

  constructor(
    readonly peer: Peer,
    public name: PeerName,
    public fold: string,
    readonly session: string,
    readonly sinceMs: number,
  ) {
    this.isHere = !(peer instanceof RemotePeer);
  }

  /** True for the person at a server's terminal, whose name nobody else can have. */
  get isAtTerminal(): boolean {
    return this.fold === "server";
  }
}
