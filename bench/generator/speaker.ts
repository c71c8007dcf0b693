/**
 * A peer that speaks. Many copies of its message lie side by side; only their counters change before
 * a run of them is sent in one call.
 *
 * @module
 */

import { CODE_BYTES, encodeCounter, makeBody } from "../body.ts";
import type { Connection } from "./connection.ts";
import type { Ledger } from "./books/ledger.ts";
import { EAGAIN, errno, libc } from "./sockets/libc.ts";

/** The bytes that a client library flushes at once. */
const BATCH_BYTES = 32 * 1024;
const MSG_NOSIGNAL = 0x4000;

/** Sends the messages of one connection. */
export class Speaker {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #messageBytes: number;
  readonly #counterAt: number;
  readonly #idAt: number | undefined;
  /** The bytes that the socket hasn't accepted yet. */
  #pendingFrom = 0;
  #pendingTo = 0;
  #interjection: Uint8Array<ArrayBuffer> | undefined;
  /** The most messages of one call to {@linkcode send}. */
  readonly batch: number;

  constructor(readonly connection: Connection, bodyBytes: number, readonly ledger: Ledger) {
    const { plan, wire } = connection;
    const { bytes, bodyEnd, idAt } = wire.message(plan, makeBody(bodyBytes, plan.speaker));
    this.#messageBytes = bytes.length;
    this.#counterAt = bodyEnd - CODE_BYTES + 2;
    this.#idAt = idAt;
    this.batch = wire.datagrams ? 1 : Math.max(1, Math.floor(BATCH_BYTES / bytes.length));
    this.#bytes = new Uint8Array(this.batch * bytes.length);
    for (let index = 0; index < this.batch; index++) this.#bytes.set(bytes, index * bytes.length);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** True while the last batch waits for room in the socket. */
  get blocked(): boolean {
    return this.#pendingFrom < this.#pendingTo || this.#interjection !== undefined;
  }

  /** Sends at most a batch of messages that are due at `atMs`. Not while blocked. */
  send(count: number, atMs: number): void {
    this.prepare(0, count, atMs);
    this.dispatch(count);
  }

  /** Records `count` messages that are due at `atMs`, from place `first` of the next batch on. */
  prepare(first: number, count: number, atMs: number): void {
    const speaker = this.connection.plan.speaker;
    let at = first * this.#messageBytes;
    for (let index = 0; index < count; index++) {
      const code = encodeCounter(this.ledger.send(speaker, atMs));
      this.#view.setUint32(at + this.#counterAt, code, true);
      if (this.#idAt !== undefined) this.#view.setUint32(at + this.#idAt, code, true);
      at += this.#messageBytes;
    }
    this.connection.sent += count;
  }

  /** Sends the prepared messages. */
  dispatch(count: number): void {
    this.#pendingFrom = 0;
    this.#pendingTo = count * this.#messageBytes;
    this.flush();
  }

  /** Sends other bytes between two messages. */
  interject(bytes: Uint8Array<ArrayBuffer>): void {
    this.#interjection = bytes;
    this.flush();
  }

  /** Sends pending bytes again. */
  flush(): void {
    const length = this.#pendingTo - this.#pendingFrom;
    if (length > 0) {
      const rest = this.#pendingFrom === 0 ? this.#bytes : this.#bytes.subarray(this.#pendingFrom);
      this.#pendingFrom += this.#write(rest, length);
    }
    if (this.#interjection === undefined || this.#pendingFrom < this.#pendingTo) return;
    const sent = this.#write(this.#interjection, this.#interjection.length);
    const rest = this.#interjection.subarray(sent);
    this.#interjection = rest.length === 0 ? undefined : rest;
  }

  /** Returns the number of bytes that the socket accepted. */
  #write(bytes: Uint8Array<ArrayBuffer>, length: number): number {
    const sent = libc.send(this.connection.fd, bytes, length, MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    const code = errno();
    if (code === EAGAIN) return 0;
    throw new Error(`${this.connection.plan.name} could not send (errno ${code}).`);
  }
}
