import { type ByteStream, writeAll } from "../stream/byte_stream.ts";

/** Most milliseconds for the last bytes to reach the client after the server's side has ended. */
const LINGER_MAX_MS = 1_000;

/** An idle connection holds two small buffers; a busy one gets large ones. */
const BUFFER_MIN_BYTES = 1024;
const BUFFER_MAX_BYTES = 16 * 1024;

/**
 * Copies bytes between a client's connection and the private listener, in both directions and
 * unchanged. The end of a direction ends that direction only; a failure of a side ends both.
 */
export class Splice {
  /** Resolves when both connections are closed. */
  readonly ended: Promise<void>;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param first Bytes that have been read from the client before. */
  constructor(readonly client: ByteStream, readonly inner: ByteStream, first: Uint8Array) {
    const toServer = writeAll(inner, first).then(() => carry(client, inner));
    const toClient = carry(inner, client).then(() => this.endGently());
    this.ended = Promise.all([toServer, toClient]).then(() => this.#close(), () => this.#close());
  }

  /**
   * Ends both connections once the bytes on their way have reached the client, as the kernel does
   * after a close; after a second at the latest. May be called again.
   */
  endGently(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => this.#close(), LINGER_MAX_MS);
  }

  #close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    close(this.client);
    close(this.inner);
  }
}

async function carry(from: ByteStream, to: ByteStream): Promise<void> {
  let buffer = new Uint8Array(BUFFER_MIN_BYTES);
  for (;;) {
    const count = await from.read(buffer);
    if (count === null) return await to.closeWrite();
    await writeAll(to, buffer.subarray(0, count));
    if (count === buffer.length && count < BUFFER_MAX_BYTES) {
      buffer = new Uint8Array(4 * buffer.length);
    }
  }
}

function close(stream: ByteStream): void {
  try {
    stream.close();
  } catch {
    // The connection is closed already.
  }
}
