/**
 * One peer's connection, in plain fields: the scan loop reads them for every message.
 *
 * @module
 */

import type { PeerPlan, Wire } from "../wires/wire.ts";

/** A connected peer. */
export class Connection {
  /** Bytes of an unfinished item, kept in the arena until the rest arrives. */
  tailBytes = 0;
  /** The size and the edges of the last message: the next one most likely has the same. */
  stride = 0;
  head = 0;
  last = 0;
  codeAt = 0;
  /** Messages that were received, each counted once, and messages that are missing so far. */
  received = 0;
  missing = 0;
  /** Messages that this peer sent. */
  sent = 0;
  /** The number of its messages that were acknowledged. */
  acked = 0;
  greeted = false;
  readies = 0;
  open = true;

  constructor(
    readonly id: number,
    readonly fd: number,
    readonly plan: PeerPlan,
    readonly wire: Wire,
    /** The first of the speakers that it hears, and their number. */
    readonly firstSpeaker: number,
    readonly speakers: number,
    /** The place of its first expected counter in the ledger. */
    readonly ledgerBase: number,
  ) {}
}
