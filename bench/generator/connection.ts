/**
 * One peer's connection as the generator sees it: plain fields, so that the scan loop stays fast.
 *
 * @module
 */

import type { PeerPlan, Wire } from "../wires/wire.ts";

/** A connected peer. */
export class Connection {
  /** Bytes of an unfinished item, kept in the arena until the rest arrives. */
  tailBytes = 0;
  /** What the last message looked like: the next one most likely has the same size and edges. */
  stride = 0;
  head = 0;
  last = 0;
  codeAt = 0;
  /** Messages received, each counted once, and messages known to be missing so far. */
  received = 0;
  missing = 0;
  /** Messages this peer sent itself. */
  sent = 0;
  /** Messages of its own up to which acknowledgements have come. */
  acked = 0;
  greeted = false;
  readies = 0;
  open = true;

  constructor(
    readonly id: number,
    readonly fd: number,
    readonly plan: PeerPlan,
    readonly wire: Wire,
    /** The first of the speakers it hears, and how many there are. */
    readonly firstSpeaker: number,
    readonly speakers: number,
    /** Where its expected counters start in the ledger. */
    readonly ledgerBase: number,
  ) {}
}
