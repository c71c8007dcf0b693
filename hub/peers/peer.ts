import type { Author, Batch } from "../../batch/mod.ts";
import type { CloseReason } from "../close_reason.ts";
import type { PeerProfile, Signal } from "./signal.ts";
import type { Notice } from "../../vocabulary/mod.ts";

/** The transport that a peer uses. `hub` stands for `time`, `echo` and the operator. */
export type TransportName = "tcp" | "unix" | "udp" | "web" | "hub";

/**
 * A party that the hub talks to. An implementation MUST
 * 1. never block and never throw in any method;
 * 2. keep the order in which it is called;
 * 3. bound what it queues, and close itself when that overflows;
 * 4. not call back into the hub from within a method.
 */
export interface Peer {
  readonly transport: TransportName;
  /** Its address without the port: bans are for addresses. */
  readonly address: string;
  /** Absent: the peer tells nothing about itself. */
  readonly profile?: PeerProfile | undefined;
  /** Queues one notice. */
  send(notice: Notice): void;
  /**
   * Queues the part of a batch that `self` gets: see `receivedBytes` in `batch/received_part.ts`. A
   * peer that keeps the bytes retains their memory: see {@linkcode Batch.memory}.
   */
  deliver(batch: Batch, self: Author): void;
  /**
   * Queues one signal. Absent: the peer wants none.
   *
   * @param isNeighbour False for one about a peer that it only watches.
   */
  readonly signal?: ((signal: Signal, isNeighbour: boolean) => void) | undefined;
  /** Answers a message that is refused after the call in which it came. `id` is the message's. */
  refuse(refusal: unknown, id: string | undefined): void;
  /** Ends the connection once what is queued has been written. */
  close(reason: CloseReason): void;
  /** Returns the bytes that are queued and not yet written. */
  backlogBytes(): number;
  /** Resolves when the backlog has been written, or the peer is closed. */
  drained(): Promise<void>;
}
