import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { writeAll } from "../../stream/byte_stream.ts";
import type { TlsStream } from "../../tls/tls_stream.ts";

/** A record of TLS carries at most so much (RFC 8446 section 5.1). */
const READ_BYTES = 16 * 1024;

/**
 * The plain side of a connection with TLS, as the socket that HTTP needs: with the address and the
 * time-out of the connection that carries it.
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

  /** Header and body of an answer go into one write: the second of two may wait for 40 ms (RFC 896). */
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

  /** Ends up with "timeout" where nothing was carried for so long, as with other sockets. */
  setTimeout(ms: number, onTimeout?: () => void): this {
    if (onTimeout !== undefined) this.once("timeout", onTimeout);
    this.#carrier.setTimeout(ms);
    return this;
  }

  /** Ends when all is written, which HTTP asks for behind its last answer. */
  destroySoon(): void {
    this.end();
    if (this.writableFinished) this.destroy();
    else this.once("finish", () => this.destroy());
  }

  /** The connection that carries it has been told so already. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }
}
