/**
 * The wire, written from the documentation alone. It shares no code with the server's codecs, so both
 * sides can't share a mistake.
 *
 * @module
 */

import { joined } from "../bytes/joined.ts";

/** The framing of a stream. */
export type Wire = "frames-le" | "frames-be" | "json-lines" | "plain";

const HEADER_BYTES = 4;
const LF = 0x0a;

/** One frame or line around a body. */
export function pack(wire: Wire, body: Uint8Array): Uint8Array {
  if (!isFramed(wire)) return joined([body, Uint8Array.of(LF)]);
  return joined([packLength(wire, body.length), body]);
}

/** A header alone; a test may name a length that no body has. */
export function packLength(wire: "frames-le" | "frames-be", length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setInt32(0, length, wire === "frames-le");
  return header;
}

/** Splits bytes that come in any pieces into bodies. */
export class Unpacker {
  #pending: Uint8Array = new Uint8Array(0);

  constructor(readonly wire: Wire) {}

  feed(bytes: Uint8Array): void {
    this.#pending = joined([this.#pending, bytes]);
  }

  /** The next whole body, or undefined while there is none. */
  next(): Uint8Array | undefined {
    const pending = this.#pending;
    if (!isFramed(this.wire)) {
      const lf = pending.indexOf(LF);
      return lf < 0 ? undefined : this.#cut(0, lf, lf + 1);
    }
    if (pending.length < HEADER_BYTES) return undefined;
    const view = new DataView(pending.buffer, pending.byteOffset);
    const end = HEADER_BYTES + view.getInt32(0, this.wire === "frames-le");
    return pending.length < end ? undefined : this.#cut(HEADER_BYTES, end, end);
  }

  #cut(from: number, to: number, rest: number): Uint8Array {
    const body = this.#pending.slice(from, to);
    this.#pending = this.#pending.subarray(rest);
    return body;
  }
}

function isFramed(wire: Wire): wire is "frames-le" | "frames-be" {
  return wire === "frames-le" || wire === "frames-be";
}
