/**
 * The wire as a client's author would write it down from the documentation: nothing of the server's
 * own codecs is used, so that both sides can't share a mistake.
 *
 * @module
 */

/** How frames are told apart on a stream. */
export type Wire = "frames-le" | "frames-be" | "json-lines" | "plain";

const HEADER_BYTES = 4;
const LF = 0x0a;

/** One frame or line around a body. */
export function pack(wire: Wire, body: Uint8Array): Uint8Array {
  if (!isFramed(wire)) return joined([body, Uint8Array.of(LF)]);
  return joined([packLength(wire, body.length), body]);
}

/** A header alone, for lengths that may be lies. */
export function packLength(wire: "frames-le" | "frames-be", length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  new DataView(header.buffer).setInt32(0, length, wire === "frames-le");
  return header;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Takes bytes in whatever pieces they come and gives back bodies. */
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
      return lf < 0 ? undefined : this.#take(0, lf, lf + 1);
    }
    if (pending.length < HEADER_BYTES) return undefined;
    const view = new DataView(pending.buffer, pending.byteOffset);
    const end = HEADER_BYTES + view.getInt32(0, this.wire === "frames-le");
    return pending.length < end ? undefined : this.#take(HEADER_BYTES, end, end);
  }

  #take(from: number, to: number, rest: number): Uint8Array {
    const body = this.#pending.slice(from, to);
    this.#pending = this.#pending.subarray(rest);
    return body;
  }
}

function isFramed(wire: Wire): wire is "frames-le" | "frames-be" {
  return wire === "frames-le" || wire === "frames-be";
}
