import type { ClientEvent } from "./core/event.ts";

/**
 * The events that nobody has read yet, at most so many. What comes when it is full is the caller's
 * affair: messages are asked for again later, notices are dropped.
 */
export class Inbox {
  #events: ClientEvent[] = [];
  #head = 0;
  #waiting: ((result: IteratorResult<ClientEvent, undefined>) => void)[] = [];
  #hasEnded = false;
  #wasFull = false;

  /** @param onRoom Called after a read, while there is again room where there was none. */
  constructor(readonly maxEvents: number, readonly onRoom: () => void) {}

  get size(): number {
    return this.#events.length - this.#head;
  }

  get free(): number {
    const free = this.maxEvents - this.size;
    if (free <= 0) this.#wasFull = true;
    return free;
  }

  get isRoomy(): boolean {
    return 2 * this.size <= this.maxEvents;
  }

  push(event: ClientEvent): void {
    const reader = this.#waiting.shift();
    if (reader !== undefined) reader({ done: false, value: event });
    else if (this.free > 0) this.#events.push(event);
  }

  /** What is there can still be read. */
  end(): void {
    this.#hasEnded = true;
    for (const reader of this.#waiting.splice(0)) reader({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<ClientEvent, undefined>> {
    if (this.size > 0) {
      const value = this.#events[this.#head++];
      // The front is cut off now and then, not at each read.
      if (this.#head > 64 && this.#head > this.size) {
        this.#events = this.#events.slice(this.#head);
        this.#head = 0;
      }
      if (this.#wasFull) this.#tellRoom();
      return Promise.resolve({ done: false, value });
    }
    if (this.#hasEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #tellRoom(): void {
    if (this.isRoomy) this.#wasFull = false;
    this.onRoom();
  }
}
