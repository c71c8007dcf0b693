/**
 * One room of a run: its speakers, its hearers, and the distance between them.
 *
 * @module
 */

import type { Connection } from "./connection.ts";
import type { Speaker } from "./speaker.ts";

/** Speakers wait until this share of the window is free, so that batches stay large. */
const REFILL_SHARE = 1 / 8;

/** Keeps speakers within a window of their slowest hearer. */
export class Room {
  #turn = 0;

  constructor(
    readonly speakers: readonly Speaker[],
    /** Peers that read the room's messages. */
    readonly hearers: readonly Connection[],
    readonly windowMessages: number,
  ) {}

  #sent(): number {
    let sent = 0;
    for (const speaker of this.speakers) sent += speaker.connection.sent;
    return sent;
  }

  /** The number of messages that the slowest hearer hasn't got yet. */
  outstanding(): number {
    const sent = this.#sent();
    let most = 0;
    for (const hearer of this.hearers) {
      const own = hearer.wire.echoes ? 0 : hearer.sent;
      const behind = sent - own - hearer.received - hearer.missing;
      if (behind > most) most = behind;
    }
    return most;
  }

  /** Makes each speaker send one message beyond the window: it shows which ones are missing. */
  probe(nowMs: number): void {
    for (const speaker of this.speakers) if (!speaker.blocked) speaker.send(1, nowMs);
  }

  /** Lets the speakers fill the window, in turn and in equal parts. */
  fill(nowMs: number): void {
    let free = this.windowMessages - this.outstanding();
    if (free < this.windowMessages * REFILL_SHARE) return;
    const share = Math.max(1, Math.floor(free / this.speakers.length));
    for (let index = 0; index < this.speakers.length && free > 0; index++) {
      this.#turn = (this.#turn + 1) % this.speakers.length;
      const speaker = this.speakers[this.#turn];
      if (speaker.blocked) continue;
      let left = Math.min(share, free);
      free -= left;
      while (left > 0 && !speaker.blocked) {
        const count = Math.min(left, speaker.batch);
        speaker.send(count, nowMs);
        left -= count;
      }
    }
  }
}
