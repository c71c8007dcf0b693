import { memoryOf } from "../../batch/mod.ts";

/**
 * The bytes that one connection has read and not yet decoded. The buffer starts small and grows with
 * the traffic: thousands of idle connections cost little, and a busy one reads in large pieces.
 */
export class InputBuffer {
  bytes: Uint8Array;
  /** The same memory as {@linkcode InputBuffer.bytes}, with slack after it. */
  view: DataView;
  /** The unused bytes are `bytes[start, end)`. */
  start = 0;
  end = 0;
  /** The frame that a dialect's `split` found last is `bytes[bodyStart, bodyEnd)`. */
  bodyStart = 0;
  bodyEnd = 0;
  /** The size of the next frame as far as it is known, with its header. */
  neededBytes = 1;
  /** True while the rest of a line that was too long is skipped. */
  skipsLine = false;
  /** True once a line end has come: this sender ends its lines. */
  endsLines = false;
  /** True if a return alone ends a line too, as from a terminal that sends each key by itself. */
  returnEndsLine = false;
  /** True if a return ended the newest line. A line feed or NUL that follows belongs to it. */
  isAfterReturn = false;
  /** True for a telnet client. Its commands are removed before the bytes get here. */
  isTelnet = false;

  constructor(readonly minBytes = 512, readonly maxBytes = 64 * 1024) {
    this.view = memoryOf(minBytes);
    this.bytes = new Uint8Array(this.view.buffer, 0, minBytes);
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Returns the memory for the next read. It may move the bytes of frames that were found before. */
  reserve(): Uint8Array {
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

  /** Appends the first `count` bytes of the reserved memory, which a read has filled. */
  commit(count: number): void {
    this.end += count;
    const wasFilled = this.end === this.bytes.length;
    // A read that fills the buffer means that more is waiting, so the next read may be larger.
    if (wasFilled && this.bytes.length < this.maxBytes) {
      this.#grow(Math.min(this.maxBytes, 4 * this.bytes.length));
    }
  }

  /** Replaces the newest `count` bytes by others. */
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
