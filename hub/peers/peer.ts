import type { Author, Batch } from "../../batch/mod.ts";
import type { CloseReason } from "../close_reason.ts";
import type { Notice } from "../../vocabulary/mod.ts";

/** By which way a peer came. `hub` is for those that live inside: `time`, `echo`, the operator. */
export type TransportName = "tcp" | "unix" | "udp" | "web" | "hub";

/**
 * One connected party, as the hub sees it. An implementation MUST
 * 1. never block and never throw in any method;
 * 2. keep the order in which it is called;
 * 3. bound what it queues, and close itself when that overflows;
 * 4. not call back into the hub from within a method.
 */
export interface Peer {
  readonly transport: TransportName;
  /** Where it comes from, without the port: what a ban names. */
  readonly address: string;
  /** Queues one notice. */
  send(notice: Notice): void;
  /**
   * Queues a batch of messages and notices, without what `self` wrote. Whoever keeps its bytes
   * retains their memory: see {@linkcode Batch.memory}.
   */
  deliver(batch: Batch, self: Author): void;
  /** Ends the connection once what is queued has been written. */
  close(reason: CloseReason): void;
  /** Bytes queued and not yet written, by which a replay is paced. */
  backlogBytes(): number;
  /** Resolves when the backlog has been written, or the peer is closed. */
  drained(): Promise<void>;
}
