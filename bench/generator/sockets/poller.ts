/**
 * The descriptors that are ready, by `epoll`, without an allocation per event.
 *
 * @module
 */

import { errno, libc } from "./libc.ts";

const EPOLLIN = 1;
const EPOLLOUT = 4;
const FAILED = 8 | 16;
const CTL_ADD = 1;
const CTL_DEL = 2;
const CTL_MOD = 3;
/** `struct epoll_event` is packed on x86-64 only. */
const EVENT_BYTES = Deno.build.arch === "x86_64" ? 12 : 16;
const DATA_OFFSET = EVENT_BYTES - 8;
const MAX_EVENTS = 512;

/** A set of descriptors, each with a number that the caller chooses. */
export class Poller {
  readonly #fd = libc.epoll_create1(0);
  readonly #events = new Uint8Array(EVENT_BYTES * MAX_EVENTS);
  readonly #view = new DataView(this.#events.buffer);
  readonly #one = new Uint8Array(EVENT_BYTES);
  readonly #oneView = new DataView(this.#one.buffer);

  #control(operation: number, fd: number, id: number, events: number): void {
    this.#oneView.setUint32(0, events, true);
    this.#oneView.setUint32(DATA_OFFSET, id, true);
    if (libc.epoll_ctl(this.#fd, operation, fd, this.#one) < 0) {
      throw new Error(`epoll_ctl failed (errno ${errno()}).`);
    }
  }

  /** Watches a descriptor for reading and, if asked, for writing. */
  add(fd: number, id: number, writing: boolean): void {
    this.#control(CTL_ADD, fd, id, writing ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }

  /** Watches a descriptor for reading and, if asked, for writing, from now on. */
  modify(fd: number, id: number, writing: boolean): void {
    this.#control(CTL_MOD, fd, id, writing ? EPOLLIN | EPOLLOUT : EPOLLIN);
  }

  remove(fd: number): void {
    this.#control(CTL_DEL, fd, 0, 0);
  }

  /** Waits for at most so many milliseconds (0: not at all) and returns the number of events. */
  wait(timeoutMs: number): number {
    return Math.max(0, libc.epoll_wait(this.#fd, this.#events, MAX_EVENTS, timeoutMs));
  }

  /** The caller's number of the descriptor of event `index`. */
  idOf(index: number): number {
    return this.#view.getUint32(index * EVENT_BYTES + DATA_OFFSET, true);
  }

  /** True where a read won't block; it may find the end or a failure. */
  readable(index: number): boolean {
    return (this.#view.getUint32(index * EVENT_BYTES, true) & (EPOLLIN | FAILED)) !== 0;
  }

  writable(index: number): boolean {
    return (this.#view.getUint32(index * EVENT_BYTES, true) & (EPOLLOUT | FAILED)) !== 0;
  }

  close(): void {
    libc.close(this.#fd);
  }
}
