/**
 * Who was told what is durable: finds every acknowledgement that is missing or comes twice.
 *
 * @module
 */

import { COUNTER_LIMIT, decodeCounter } from "../body.ts";
import type { Connection } from "./connection.ts";
import { Histogram } from "./histogram.ts";
import type { Ledger } from "./ledger.ts";

const MASK = COUNTER_LIMIT - 1;

/** The acknowledgements of one run. Each speaker's have to come in the order of its messages. */
export class AckBook {
  /** From the sending to the acknowledgement. */
  readonly latency = new Histogram();
  /** Messages that were passed over: a later one was acknowledged before. */
  missing = 0;
  /** Acknowledgements of what was acknowledged, or passed over, already. */
  repeated = 0;

  constructor(readonly ledger: Ledger) {}

  book(connection: Connection, counterCode: number): void {
    const counter = decodeCounter(counterCode);
    const ahead = (counter - connection.acked) & MASK;
    if (ahead >= COUNTER_LIMIT / 2) {
      this.repeated++;
      return;
    }
    this.missing += ahead;
    connection.acked += ahead + 1;
    const sentAtMs = this.ledger.sentAtMs(connection.plan.speaker, counter);
    this.latency.record(performance.now() - sentAtMs);
  }
}
