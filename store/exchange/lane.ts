/**
 * A lane beside the messages between two threads, through memory that both have: to say something
 * on it takes a tenth of the time of a message. What finds no room on it goes as a message instead;
 * both ends count the messages, so that what is signals is heard in the order in which it was signals,
 * whichever way it went.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** How many there may be on their way. */
const SLOTS = 2;

// What is counted wraps around at 2 ** 32, and so does what it is compared with.
const SENT = 0;
const RECEIVED = 1;
// Counts what is signals on either way: whoever listens waits for this one to change.
const SIGNALS = 2;
const HEADERS = 3;
const HEADER_WORDS = 2;

/** Makes a lane for pieces up to a size in bytes. */
export function laneMemory(maxBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * (HEADERS + SLOTS * HEADER_WORDS) + SLOTS * maxBytes);
}

/** What both ends have. */
class Slots {
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly maxBytes: number;

  constructor(readonly memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, HEADERS + SLOTS * HEADER_WORDS);
    this.maxBytes = (memory.byteLength - this.words.byteLength) / SLOTS;
  }

  /** Where the header of a piece is; behind it are its size and how many messages came before it. */
  headerOf(index: number): number {
    return HEADERS + HEADER_WORDS * ((index >>> 0) % SLOTS);
  }

  bytesOf(index: number, sizeBytes: number): Uint8Array {
    const start = this.words.byteLength + this.maxBytes * ((index >>> 0) % SLOTS);
    return new Uint8Array(this.memory, start, sizeBytes);
  }
}

/** The end of a lane that speaks. */
export class LaneSender {
  readonly #slots: Slots;
  #sent = 0;
  #messages = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#slots = new Slots(memory);
  }

  /** A message goes to the same thread. */
  countMessage(): void {
    this.#messages = this.#messages + 1 | 0;
    this.#wake();
  }

  /** Copies a piece onto the lane; false where it has no room. */
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

/** How a {@linkcode LaneReceiver} listens. */
export interface LaneReceiverOptions {
  /**
   * How long the thread may sleep until it hears more, in milliseconds; 0, where it has other things
   * to do. To go through the event loop takes longer than to fall asleep and be woken.
   */
  readonly sleepMs: number;
}

// After so many looks at the lane the event loop has its turn. A speaker that is as fast as the
// listener would otherwise keep the thread from its timers and messages for as long as it speaks.
const LOOKS_PER_TURN = 8;

/** The end of a lane that listens. */
export class LaneReceiver {
  readonly #slots: Slots;
  readonly #onPiece: (bytes: Uint8Array) => void;
  readonly #sleepMs: number;
  #received = 0;
  #messages = 0;
  #isOpen = true;

  /** @param onPiece Called with each piece, which is gone when it returns. */
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

  /** A message has come: handles it behind what was signals before it. */
  receiveMessage(handle: () => void): void {
    this.#drain();
    this.#messages = this.#messages + 1 | 0;
    handle();
    this.#drain();
  }

  /** Listens no longer. */
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
   * Takes the pieces that are there now, up to where a message comes first. Pieces that come
   * meanwhile stay: a fast speaker would never let this end.
   *
   * @returns True where there was a piece.
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
