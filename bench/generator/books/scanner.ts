/**
 * The generator's hot loop: hops from message to message over received bytes. A message with the first
 * four bytes, the size and the last byte of the message before it is recorded by the six characters
 * in its body; only a message that differs is parsed.
 *
 * @module
 */

import { CODE_BYTES } from "../../body.ts";
import type { Item } from "../../wires/wire.ts";
import type { Connection } from "../connection.ts";
import type { Ledger } from "./ledger.ts";

/** Eight low bits of the counter, as they lie in its characters: one body in 256 is compared whole. */
const COMPARE_CODE_MASK = 0x071f;

/** Finds the messages in received bytes. */
export class Scanner {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    readonly ledger: Ledger,
    /** The text of every body, apart from its codes. */
    readonly body: Uint8Array<ArrayBuffer>,
    readonly onItem: (connection: Connection, item: Item) => void,
  ) {
    this.#view = new DataView(bytes.buffer);
  }

  /** Records all complete items between `start` and `end`; returns the place of the first incomplete one. */
  scan(connection: Connection, start: number, end: number, nowMs: number): number {
    let at = start;
    while (at < end) {
      at = this.#hop(connection, at, end, nowMs);
      if (at >= end) break;
      const item = connection.wire.next(this.bytes, at, end);
      if (item === undefined) break;
      if (item.kind === "message") {
        this.#learn(connection, at, item.length, item.bodyEnd);
        this.#record(connection, at + connection.codeAt, nowMs);
      } else {
        this.onItem(connection, item);
      }
      at += item.length;
    }
    return at;
  }

  #hop(connection: Connection, start: number, end: number, nowMs: number): number {
    const { stride, head, last, codeAt } = connection;
    if (stride === 0) return start;
    const view = this.#view;
    const bytes = this.bytes;
    let at = start;
    while (
      at + stride <= end && view.getUint32(at, true) === head && bytes[at + stride - 1] === last
    ) {
      this.#record(connection, at + codeAt, nowMs);
      at += stride;
    }
    return at;
  }

  #record(connection: Connection, codeAt: number, nowMs: number): void {
    const counterCode = this.#view.getUint32(codeAt + 2, true);
    this.ledger.receive(connection, this.#view.getUint16(codeAt, true), counterCode, nowMs);
    if ((counterCode & COMPARE_CODE_MASK) === 0) this.#compare(codeAt);
  }

  #compare(codeAt: number): void {
    const text = this.body.length - CODE_BYTES;
    for (let index = 0; index < text; index++) {
      if (this.bytes[codeAt - text + index] !== this.body[index]) {
        return this.ledger.recordAltered();
      }
    }
  }

  #learn(connection: Connection, at: number, length: number, bodyEnd: number): void {
    connection.stride = length;
    connection.head = this.#view.getUint32(at, true);
    connection.last = this.bytes[at + length - 1];
    connection.codeAt = bodyEnd - CODE_BYTES;
  }
}
