/**
 * When to stop waiting for messages.
 *
 * @module
 */

import type { Crew } from "./crew.ts";

/** On a stream nothing is lost: silence for so long means that the server has stopped. */
const STREAM_PATIENCE_MS = 5000;
/** A datagram may be; the next one shows which were. */
const DATAGRAM_PATIENCE_MS = 300;
const MAX_PROBES = 20;

/** Watches for silence while messages are under way. */
export class Patience {
  #lastEventMs = performance.now();
  #probes = 0;
  ended = false;

  constructor(readonly crew: Crew) {}

  /** Takes note of how much has happened; has speakers of datagrams probe when nothing has. */
  note(events: number): void {
    const nowMs = performance.now();
    if (events > 0) {
      this.#lastEventMs = nowMs;
      return;
    }
    const { hasDatagrams, rooms } = this.crew;
    const silenceMs = nowMs - this.#lastEventMs;
    if (silenceMs < (hasDatagrams ? DATAGRAM_PATIENCE_MS : STREAM_PATIENCE_MS)) return;
    if (!hasDatagrams || this.#probes === MAX_PROBES) {
      this.ended = true;
      return;
    }
    this.#probes++;
    this.#lastEventMs = nowMs;
    for (const room of rooms) room.probe(nowMs);
  }
}
