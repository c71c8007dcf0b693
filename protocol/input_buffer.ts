/**
 * The bytes of one connection that are read and not yet used. It starts small and grows with what
 * arrives: thousands of idle connections cost little, and a busy one reads in large pieces.
 */
export class InputBuffer {
  bytes: Uint8Array;
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

  constructor(readonly minBytes = 512, readonly maxBytes = 64 * 1024) {
    this.bytes = new Uint8Array(minBytes);
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Where to read to. Frames found before are no longer valid after this call. */
  space(): Uint8Array {
    const neededBytes = Math.max(this.neededBytes, this.size + 1);
    if (neededBytes > this.bytes.length) {
      this.#moveTo(new Uint8Array(Math.max(2 * this.bytes.length, neededBytes)));
    } else if (this.size === 0 || this.start + neededBytes > this.bytes.length) {
      this.#moveTo(this.bytes);
    }
    return this.bytes.subarray(this.end);
  }

  /** Says how many bytes were read to {@linkcode space}. */
  fed(count: number): void {
    this.end += count;
    const wasFilled = this.end === this.bytes.length;
    // A read that filled the buffer tells that more is waiting: the next may be larger.
    if (wasFilled && this.bytes.length < this.maxBytes) {
      this.#moveTo(new Uint8Array(Math.min(this.maxBytes, 4 * this.bytes.length)));
    }
  }

  #moveTo(memory: Uint8Array): void {
    const { size } = this;
    if (size > 0) memory.set(this.bytes.subarray(this.start, this.end));
    this.bytes = memory;
    this.start = 0;
    this.end = size;
  }
}
