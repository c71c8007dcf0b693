/**
 * The decision to wait no longer for messages.
 *
 * @module
 */

import type { Room } from "./room.ts";

/** A stream loses nothing: this much silence means that the server has stopped. */
const STREAM_SILENCE_MS = 5000;
/** A datagram may be lost; the next one shows which were. */
const DATAGRAM_SILENCE_MS = 300;
const MAX_PROBES = 20;

/** Watches for silence while messages are under way. */
export class Silence {
  #lastEventMs = performance.now();
  #probes = 0;
  /** Nothing comes any more. */
  isFinal = false;

  constructor(readonly rooms: readonly Room[], readonly hasDatagrams: boolean) {}

  /** Counts the events of a turn. In silence the speakers of datagrams send a probe. */
  observe(events: number): void {
    const nowMs = performance.now();
    if (events > 0) {
      this.#lastEventMs = nowMs;
      return;
    }
    const { hasDatagrams, rooms } = this;
    const silenceMs = nowMs - this.#lastEventMs;
    if (silenceMs < (hasDatagrams ? DATAGRAM_SILENCE_MS : STREAM_SILENCE_MS)) return;
    if (!hasDatagrams || this.#probes === MAX_PROBES) {
      this.isFinal = true;
      return;
    }
    this.#probes++;
    this.#lastEventMs = nowMs;
    for (const room of rooms) room.probe(nowMs);
  }
}
