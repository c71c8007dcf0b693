/**
 * A lane of shared memory from one thread to another, beside `postMessage`. A piece on the lane
 * costs a tenth of a message. A piece that finds no room goes as a message instead. Both ends count
 * the messages, so that the receiver gets pieces and messages in the order in which they were sent.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** Pieces that may be on the lane at once. */
const SLOTS = 2;

// Counters wrap around at 2 ** 32; differences of them stay right.
const SENT = 0;
const RECEIVED = 1;
// Counts pieces and messages: a receiver that waits is woken by its change.
const SIGNALS = 2;
const HEADERS = 3;
const HEADER_WORDS = 2;

/** Returns the memory of a lane for pieces up to a size in bytes. */
export function laneMemory(maxBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * (HEADERS + SLOTS * HEADER_WORDS) + SLOTS * maxBytes);
}

/** The lane's memory, as both ends see it. */
class Slots {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly maxBytes: number;

  constructor(readonly memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, HEADERS + SLOTS * HEADER_WORDS);
    this.maxBytes = (memory.byteLength - this.words.byteLength) / SLOTS;
  }

  /** Returns the index of a piece's header: its size, and how many messages were sent before it. */
  headerOf(index: number): number {
    return HEADERS + HEADER_WORDS * ((index >>> 0) % SLOTS);
  }

  bytesOf(index: number, sizeBytes: number): Uint8Array {
    const start = this.words.byteLength + this.maxBytes * ((index >>> 0) % SLOTS);
    return new Uint8Array(this.memory, start, sizeBytes);
  }
}

/**
 * The sending end of a lane. Its thread calls {@linkcode LaneSender.countMessage} before each
 * message to the receiver's thread.
 */
export class LaneSender {
  readonly #slots: Slots;
  #sent = 0;
  #messages = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#slots = new Slots(memory);
  }

  /** Counts a message that goes to the receiver's thread, and wakes that thread. */
  countMessage(): void {
    this.#messages = this.#messages + 1 | 0;
    this.#wake();
  }

  /** Copies a piece onto the lane. Returns false if it has no room: send it as a message then. */
  send(bytes: Uint8Array): boolean {
    const { words, maxBytes } = this.#slots;
    const onTheirWay = this.#sent - Atomics.load(words, RECEIVED) | 0;
    if (onTheirWay === SLOTS || bytes.length > maxBytes) return false;
    const at = this.#slots.headerOf(this.#sent);
    this.#slots.bytesOf(this.#sent, bytes.length).set(bytes);
    words[at] = bytes.length;
    words[at + 1] = this.#messages;
    this.#sent = this.#sent + 1 | 0;
    Atomics.store(words, SENT, this.#sent);
    this.#wake();
    return true;
  }

  #wake(): void {
    const { words } = this.#slots;
    Atomics.add(words, SIGNALS, 1);
    Atomics.notify(words, SIGNALS);
  }
}

/** Settings of a {@linkcode LaneReceiver}. */
export interface LaneReceiverOptions {
  /**
   * Longest time that the thread sleeps until the next piece or message, in milliseconds; 0 if it
   * has other work. To fall asleep and be woken is faster than the way through the event loop.
   */
  readonly sleepMs: number;
}

// After so many looks at the lane, the event loop has its turn. Otherwise a sender that is as fast
// as the receiver would keep the thread from its timers and messages.
const LOOKS_PER_TURN = 8;

/**
 * The receiving end of a lane. Its thread hands every message from the sender's thread to
 * {@linkcode LaneReceiver.receiveMessage}.
 */
export class LaneReceiver {
  readonly #slots: Slots;
  readonly #onPiece: (bytes: Uint8Array) => void;
  readonly #sleepMs: number;
  #received = 0;
  #messages = 0;
  #isOpen = true;

  /** @param onPiece Called with each piece, whose bytes are valid until it returns. */
  constructor(
    memory: SharedArrayBuffer,
    onPiece: (bytes: Uint8Array) => void,
    { sleepMs }: LaneReceiverOptions = { sleepMs: 0 },
  ) {
    this.#slots = new Slots(memory);
    this.#onPiece = onPiece;
    this.#sleepMs = sleepMs;
    this.#receiveLoop();
  }

  /** Handles a message, after the pieces that were sent before it. */
  receiveMessage(handle: () => void): void {
    this.#drain();
    this.#messages = this.#messages + 1 | 0;
    handle();
    this.#drain();
  }

  /** Stops receiving. */
  close(): void {
    this.#isOpen = false;
    Atomics.notify(this.#slots.words, SIGNALS);
  }

  async #receiveLoop(): Promise<void> {
    const { words } = this.#slots;
    let looks = 0;
    while (this.#isOpen) {
      const signals = Atomics.load(words, SIGNALS);
      const hasReceived = this.#drain();
      if (++looks % LOOKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      if (hasReceived && this.#sleepMs > 0) {
        if (Atomics.wait(words, SIGNALS, signals, this.#sleepMs) !== "timed-out") continue;
      }
      const wait = Atomics.waitAsync(words, SIGNALS, signals);
      if (!wait.async) continue;
      await wait.value;
      looks = 0;
    }
  }

  /**
   * Hands over the pieces that are there now, up to the next message. Later pieces wait: a fast
   * sender would never let this end.
   *
   * @returns True if there was a piece.
   */
  #drain(): boolean {
    const { words } = this.#slots;
    const before = this.#received;
    const sent = Atomics.load(words, SENT);
    while (this.#isOpen && sent !== this.#received) {
      const at = this.#slots.headerOf(this.#received);
      if (words[at + 1] !== this.#messages) break;
      this.#onPiece(this.#slots.bytesOf(this.#received, words[at]));
      this.#received = this.#received + 1 | 0;
      Atomics.store(words, RECEIVED, this.#received);
    }
    return this.#received !== before;
  }
}
