import type { ClientEvent } from "./core/event.ts";

/**
 * The events that wait to be read, up to a limit. A full inbox drops an event: the core asks the hub
 * for messages again later, and does without notices.
 */
export class Inbox {
  #events: ClientEvent[] = [];
  #head = 0;
  #waiting: ((result: IteratorResult<ClientEvent, undefined>) => void)[] = [];
  #hasEnded = false;
  #wasFull = false;

  /** @param onCapacity Called after each read from an inbox that was full. */
  constructor(readonly maxEvents: number, readonly onCapacity: () => void) {}

  get size(): number {
    return this.#events.length - this.#head;
  }

  /** The number of events that still fit. */
  get free(): number {
    const free = this.maxEvents - this.size;
    if (free <= 0) this.#wasFull = true;
    return free;
  }

  /** True while at least half of the inbox is free. */
  get hasCapacity(): boolean {
    return 2 * this.size <= this.maxEvents;
  }

  push(event: ClientEvent): void {
    const reader = this.#waiting.shift();
    if (reader !== undefined) reader({ done: false, value: event });
    else if (this.free > 0) this.#events.push(event);
  }

  /** Takes no more events; those that wait can still be read. */
  end(): void {
    this.#hasEnded = true;
    for (const reader of this.#waiting.splice(0)) reader({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<ClientEvent, undefined>> {
    if (this.size > 0) {
      const value = this.#events[this.#head++];
      // Cutting the front off at each read would take time with the square of the events.
      if (this.#head > 64 && this.#head > this.size) {
        this.#events = this.#events.slice(this.#head);
        this.#head = 0;
      }
      if (this.#wasFull) this.#tellCapacity();
      return Promise.resolve({ done: false, value });
    }
    if (this.#hasEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #tellCapacity(): void {
    if (this.hasCapacity) this.#wasFull = false;
    this.onCapacity();
  }
}
