import type { ByteStream } from "../stream/byte_stream.ts";

/** A stream whose first bytes have been read before, and are read again. */
export class PrefixedStream implements ByteStream {
  #first: Uint8Array | undefined;

  constructor(readonly stream: ByteStream, first: Uint8Array) {
    if (first.length > 0) this.#first = first;
  }

  read(into: Uint8Array): Promise<number | null> {
    const first = this.#first;
    if (first === undefined) return this.stream.read(into);
    const count = Math.min(first.length, into.length);
    into.set(first.subarray(0, count));
    this.#first = count < first.length ? first.subarray(count) : undefined;
    return Promise.resolve(count);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.stream.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.stream.closeWrite();
  }

  close(): void {
    this.stream.close();
  }
}
