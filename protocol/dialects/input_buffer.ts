import { memoryOf } from "../../batch/mod.ts";

/**
 * The bytes of one connection that are read and not yet used. It starts small and grows with what
 * arrives: thousands of idle connections cost little, and a busy one reads in large pieces.
 */
export class InputBuffer {
  bytes: Uint8Array;
  /** The same memory as {@linkcode InputBuffer.bytes}, with slack behind it. */
  view: DataView;
  /** The unused bytes are `bytes[start, end)`. */
  start = 0;
  end = 0;
  /** The frame that a dialect's `split` found last is `bytes[bodyStart, bodyEnd)`. */
  bodyStart = 0;
  bodyEnd = 0;
  /** How many bytes the next frame takes in all, as far as that is known. */
  neededBytes = 1;
  /** True while the rest of a line that was too long is thrown away. */
  skipsLine = false;
  /** The sender of these lines ends each of them: it has ended some already. */
  endsLines = false;
  /** A return alone ends a line too, as from a terminal whose keys are sent each by itself. */
  returnEndsLine = false;
  /** The newest line was ended by a return, of which a line feed or NUL may follow. */
  isBehindReturn = false;
  /** Telnet's commands are taken out, before anything else sees them. */
  isTelnet = false;

  constructor(readonly minBytes = 512, readonly maxBytes = 64 * 1024) {
    this.view = memoryOf(minBytes);
    this.bytes = new Uint8Array(this.view.buffer, 0, minBytes);
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Where to read to. Frames found before are no longer valid after this call. */
  space(): Uint8Array {
    const neededBytes = Math.max(this.neededBytes, this.size + 1);
    if (neededBytes > this.bytes.length) {
      this.#grow(Math.max(2 * this.bytes.length, neededBytes));
    } else if (this.size === 0) this.start = this.end = 0;
    else if (this.start + neededBytes > this.bytes.length) {
      this.bytes.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    return this.end === 0 ? this.bytes : this.bytes.subarray(this.end);
  }

  /** Says how many bytes were read to {@linkcode space}. */
  fed(count: number): void {
    this.end += count;
    const wasFilled = this.end === this.bytes.length;
    // A read that filled the buffer tells that more is waiting: the next may be larger.
    if (wasFilled && this.bytes.length < this.maxBytes) {
      this.#grow(Math.min(this.maxBytes, 4 * this.bytes.length));
    }
  }

  /** Puts other bytes in the place of the newest ones, as many as `count`. */
  replaceNewest(count: number, bytes: Uint8Array): void {
    this.end -= count;
    if (this.end + bytes.length > this.bytes.length) this.#grow(2 * (this.size + bytes.length));
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }

  #grow(sizeBytes: number): void {
    const unused = this.bytes.subarray(this.start, this.end);
    this.view = memoryOf(sizeBytes);
    this.bytes = new Uint8Array(this.view.buffer, 0, sizeBytes);
    this.bytes.set(unused);
    this.start = 0;
    this.end = unused.length;
  }
}
