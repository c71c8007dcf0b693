/**
 * The acknowledgements of a run: finds each one that is missing or comes twice.
 *
 * @module
 */

import { COUNTER_LIMIT, decodeCounter } from "../../body.ts";
import type { Connection } from "../connection.ts";
import { Histogram } from "./histogram.ts";
import type { Ledger } from "./ledger.ts";

const MASK = COUNTER_LIMIT - 1;

/** Records acknowledgements. Each speaker's have to come in the order of its messages. */
export class AckBook {
  /** The time from sending to acknowledgement. */
  readonly latency = new Histogram();
  /** Messages without an acknowledgement, while a later message has one. */
  missing = 0;
  /** Acknowledgements that came before, or too late. */
  repeated = 0;

  constructor(readonly ledger: Ledger) {}

  record(connection: Connection, counterCode: number): void {
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
