/**
 * The messages that each receiver has to get: finds every message that is lost, doubled, out of order,
 * altered, or meant for another receiver.
 *
 * @module
 */

import { COUNTER_LIMIT, decodeCounter, decodeSpeaker } from "../../body.ts";
import type { Connection } from "../connection.ts";
import { Histogram } from "./histogram.ts";

const MASK = COUNTER_LIMIT - 1;
const NOBODY = -1;
/** Beyond this, missing counters aren't remembered one by one, and late ones count as duplicates. */
const MAX_REMEMBERED = 100_000;

/** The numbers of wrong messages. All are 0 in a good run. */
export interface Faults {
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly altered: number;
  readonly stray: number;
}

/** Records the messages of one run. */
export class Ledger {
  /** The time from when a message was due to its receipt. */
  readonly latency = new Histogram();
  readonly #expected: Int32Array;
  readonly #sent: Float64Array;
  readonly #sentAtMs: Float64Array;
  readonly #ringMask: number;
  readonly #missing = new Set<string>();
  #duplicated = 0;
  #reordered = 0;
  #altered = 0;
  #stray = 0;

  /**
   * @param slots One for each pair of receiver and speaker.
   * @param ring Messages of a speaker whose times are remembered; a power of two.
   * @param sampleEvery Latency is recorded for every so many-th message; a power of two.
   */
  constructor(slots: number, speakers: number, readonly ring: number, sampleEvery: number) {
    this.#expected = new Int32Array(slots);
    this.#sent = new Float64Array(speakers);
    this.#sentAtMs = new Float64Array(speakers * ring);
    this.#ringMask = ring - 1;
    this.sampleMask = sampleEvery - 1;
  }

  readonly sampleMask: number;

  /** Makes each message of a speaker to this peer a stray. */
  expectNothing(connection: Connection, speaker: number): void {
    this.#expected[connection.ledgerBase + speaker - connection.firstSpeaker] = NOBODY;
  }

  /** Records the next message of a speaker and returns its counter. */
  send(speaker: number, atMs: number): number {
    const counter = this.#sent[speaker]++ & MASK;
    this.#sentAtMs[speaker * this.ring + (counter & this.#ringMask)] = atMs;
    return counter;
  }

  /** The time at which a message was due, while it is among the last `ring` of its speaker. */
  sentAtMs(speaker: number, counter: number): number {
    return this.#sentAtMs[speaker * this.ring + (counter & this.#ringMask)];
  }

  /** Records a delivery by the codes in its body. */
  receive(connection: Connection, speakerCode: number, counterCode: number, nowMs: number): void {
    const speaker = decodeSpeaker(speakerCode);
    const offset = speaker - connection.firstSpeaker;
    if (offset < 0 || offset >= connection.speakers) {
      this.#stray++;
      return;
    }
    const slot = connection.ledgerBase + offset;
    const counter = decodeCounter(counterCode);
    if (counter === this.#expected[slot]) {
      this.#expected[slot] = (counter + 1) & MASK;
      connection.received++;
    } else {
      this.#unexpected(connection, slot, counter);
    }
    if ((counter & this.sampleMask) === 0) {
      this.latency.record(
        nowMs - this.#sentAtMs[speaker * this.ring + (counter & this.#ringMask)],
      );
    }
  }

  #unexpected(connection: Connection, slot: number, counter: number): void {
    const expected = this.#expected[slot];
    if (expected === NOBODY) {
      this.#stray++;
      return;
    }
    const ahead = (counter - expected) & MASK;
    if (ahead < COUNTER_LIMIT / 2) {
      connection.missing += ahead;
      for (let index = 0; index < ahead && this.#missing.size < MAX_REMEMBERED; index++) {
        this.#missing.add(`${slot} ${(expected + index) & MASK}`);
      }
      this.#expected[slot] = (counter + 1) & MASK;
      connection.received++;
    } else if (this.#missing.delete(`${slot} ${counter}`)) {
      connection.missing--;
      connection.received++;
      this.#reordered++;
    } else {
      this.#duplicated++;
    }
  }

  /** Records a body that differs from the one that was sent. */
  recordAltered(): void {
    this.#altered++;
  }

  /** The faults so far, if nothing more arrives. */
  faults(lost: number): Faults {
    return {
      lost,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      altered: this.#altered,
      stray: this.#stray,
    };
  }
}
