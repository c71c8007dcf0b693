import { getLogger } from "@logtape/logtape";
import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import type { SecureContext, TLSSocket } from "node:tls";
import type { TransportName } from "../hub/mod.ts";
import type { Certificates } from "./certificates.ts";
import type { ConnLink, Link } from "./link.ts";
import { serverTlsSocket } from "./tls_socket.ts";

const log = getLogger(["hubbub", "tls"]);

/** How long the other side may take to end a connection that we have ended, in milliseconds. */
const FINISH_MAX_MS = 1_000;

/** A record of TLS is at most so large (RFC 8446 section 5.1), and some. */
const READ_BYTES = 18 * 1024;

/** How a listener does TLS. */
export interface TlsOptions {
  readonly certificates: Certificates;
  /** Refuse what comes without. */
  readonly only: boolean;
}

/**
 * A connection that is TLS or not, which its first bytes tell: those of a ClientHello (RFC 8446
 * section 5.1) fit no dialect. Without TLS it costs a plain connection one call a read.
 */
export class MaybeTlsLink implements Link {
  readonly transport: TransportName;
  readonly address: string;
  readonly remote: string;
  #carrier: Link;
  #isDecided = false;

  constructor(readonly plain: ConnLink, readonly tls: TlsOptions) {
    ({ transport: this.transport, address: this.address, remote: this.remote } = plain);
    this.#carrier = plain;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#isDecided ? this.#carrier.read(into) : this.#decide(into);
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    return this.#carrier.write(chunks);
  }

  finish(): Promise<void> {
    return this.#carrier.finish();
  }

  close(): void {
    this.#carrier.close();
  }

  async #decide(into: Uint8Array): Promise<number | null> {
    let size = 0;
    while (mayBeHello(into, size) && size < 3) {
      const count = await this.plain.read(into.subarray(size));
      if (count === null) return size === 0 ? null : this.#stayPlain(size);
      size += count;
    }
    if (!mayBeHello(into, size)) return this.#stayPlain(size);
    const { certificates: { context } } = this.tls;
    this.#carrier = new TlsLink(this.plain, into.slice(0, size), context);
    this.#isDecided = true;
    return this.#carrier.read(into);
  }

  async #stayPlain(size: number): Promise<number | null> {
    this.#isDecided = true;
    if (!this.tls.only) return size;
    log.info("{remote} refused: no TLS", { remote: this.remote });
    const sentence =
      "server: This port takes connections with TLS only, and that was one without: connect with TLS (openssl s_client shows how).\n";
    await this.plain.write([new TextEncoder().encode(sentence)]).catch(() => {});
    return null;
  }
}

/** Whether these bytes are, or may become, the record header of a ClientHello. */
export function mayBeHello(bytes: Uint8Array, size: number): boolean {
  return (size < 1 || bytes[0] === 0x16) && (size < 2 || bytes[1] === 0x03) &&
    (size < 3 || bytes[2] >= 1 && bytes[2] <= 4);
}

/** What TLS carries. */
class TlsLink implements Link {
  readonly transport: TransportName;
  readonly address: string;
  readonly remote: string;
  readonly #carrier: Duplex;
  readonly #socket: TLSSocket;
  readonly #closed: Promise<void>;
  #rest: Uint8Array | undefined;
  #isEnded = false;
  #wake = (): void => {};

  constructor(readonly plain: ConnLink, first: Uint8Array, secureContext: SecureContext) {
    ({ transport: this.transport, address: this.address, remote: this.remote } = plain);
    this.#carrier = duplexOf(plain.conn, first);
    this.#socket = serverTlsSocket(this.#carrier, { secureContext });
    this.#carrier.on("error", () => this.close());
    this.#socket.on("readable", () => this.#wake());
    this.#socket.on("end", () => this.#end());
    this.#closed = new Promise((resolve) =>
      this.#socket.on("close", () => {
        this.#end();
        resolve();
      })
    );
    this.#socket.on("error", (error) => {
      log.debug("{remote}: {error}", { remote: this.remote, error });
      this.#end();
    });
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#rest === undefined) {
      const chunk: Uint8Array | null = this.#socket.read();
      if (chunk !== null) this.#rest = chunk;
      else if (this.#isEnded) return null;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
    const chunk = this.#rest;
    const count = Math.min(chunk.length, into.length);
    into.set(chunk.subarray(0, count));
    this.#rest = count < chunk.length ? chunk.subarray(count) : undefined;
    return count;
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Deno.errors.BadResource("closed"));
      const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      this.#socket.write(bytes, (error) => error ? reject(error) : resolve());
    });
  }

  async finish(): Promise<void> {
    const timer = setTimeout(() => this.close(), FINISH_MAX_MS);
    this.#socket.end();
    this.#socket.resume();
    await this.#closed;
    clearTimeout(timer);
    this.close();
  }

  close(): void {
    this.#socket.destroy();
    this.#carrier.destroy();
    this.plain.close();
  }

  #end(): void {
    this.#isEnded = true;
    this.#wake();
  }
}

/** A connection of Deno's as a stream of Node's, with what was read of it already in front. */
function duplexOf(conn: Deno.Conn, first: Uint8Array): Duplex {
  const writeAll = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
  };
  let pending: Uint8Array | undefined = first;
  return new Duplex({
    read() {
      if (pending !== undefined) {
        this.push(pending);
        pending = undefined;
        return;
      }
      const buffer = new Uint8Array(READ_BYTES);
      conn.read(buffer).then(
        (count) => this.push(count === null ? null : buffer.subarray(0, count)),
        (error) => this.destroy(error),
      );
    },
    write(bytes: Uint8Array, _encoding, done) {
      writeAll(bytes).then(() => done(), done);
    },
    final(done) {
      conn.closeWrite().then(() => done(), () => done());
    },
  });
}
