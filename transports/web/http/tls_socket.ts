import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { writeAll } from "../../stream/byte_stream.ts";
import type { TlsStream } from "../../tls/tls_stream.ts";

/** The most bytes that a TLS record carries (RFC 8446 section 5.1). */
const READ_BYTES = 16 * 1024;

/**
 * The decrypted side of a TLS connection, as the socket that Node's HTTP server needs. The address and
 * the timeout are those of the encrypted connection.
 */
export class TlsSocket extends Duplex {
  readonly encrypted = true;
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly #stream: TlsStream;
  readonly #carrier: Socket;

  constructor(stream: TlsStream, carrier: Socket) {
    super();
    this.#stream = stream;
    this.#carrier = carrier;
    this.remoteAddress = carrier.remoteAddress;
    this.remotePort = carrier.remotePort;
    carrier.on("timeout", () => this.emit("timeout"));
    carrier.once("close", () => this.destroy());
  }

  override _read(): void {
    const buffer = new Uint8Array(READ_BYTES);
    this.#stream.read(buffer).then(
      (count) => this.push(count === null ? null : buffer.subarray(0, count)),
      () => this.destroy(),
    );
  }

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    writeAll(this.#stream, bytes).then(() => done(), done);
  }

  /** Writes an answer's header and body together: the second of two writes may wait for 40 ms (RFC 896). */
  override _writev(
    pieces: { readonly chunk: Uint8Array }[],
    done: (error?: Error) => void,
  ): void {
    const bytes = Buffer.concat(pieces.map(({ chunk }) => chunk));
    writeAll(this.#stream, bytes).then(() => done(), done);
  }

  override _final(done: () => void): void {
    this.#stream.closeWrite().then(done, () => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stream.close();
    done(error);
  }

  /** Emits "timeout" after this time without traffic, as other sockets do. */
  setTimeout(ms: number, onTimeout?: () => void): this {
    if (onTimeout !== undefined) this.once("timeout", onTimeout);
    this.#carrier.setTimeout(ms);
    return this;
  }

  /** Destroys the socket once all bytes are written. Node calls this after a connection's last answer. */
  destroySoon(): void {
    this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  /** Does nothing: the encrypted connection has this option already. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }
}
