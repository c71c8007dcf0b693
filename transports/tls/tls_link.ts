import type { TransportName } from "../../hub/mod.ts";
import { type ByteLink, SocketLink } from "../stream/byte_link.ts";
import type { PortTls } from "./tls.ts";

/**
 * A link with or without TLS. The first bytes decide: those of a ClientHello (RFC 8446 section 5.1)
 * fit no dialect. A connection without TLS costs one more call for each read.
 */
export class MaybeTlsLink implements ByteLink {
  readonly transport: TransportName;
  readonly address: string;
  readonly remote: string;
  #carrier: ByteLink;
  #isDecided = false;
  #isClosed = false;

  constructor(readonly plain: SocketLink, readonly tls: PortTls) {
    ({ transport: this.transport, address: this.address, remote: this.remote } = plain);
    this.#carrier = plain;
  }

  /** See https://ircv3.net/specs/extensions/sts: a port without TLS, and a duration within it. */
  get sts(): string | undefined {
    const { port, stsSeconds } = this.tls;
    if (stsSeconds === undefined) return undefined;
    return this.#carrier === this.plain ? `port=${port}` : `duration=${stsSeconds}`;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#isDecided ? this.#carrier.read(into) : this.#decide(into);
  }

  write(chunks: readonly Uint8Array[]): Promise<void> {
    return this.#carrier.write(chunks);
  }

  tick(): void {
    this.plain.tick();
  }

  finish(): Promise<void> {
    return this.#carrier.finish();
  }

  close(): void {
    this.#isClosed = true;
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
    return await this.#readDecrypted(into, size);
  }

  async #readDecrypted(into: Uint8Array, size: number): Promise<number | null> {
    const { conn, transport, address, remote } = this.plain;
    const stream = await this.tls.terminator.open(conn, into.slice(0, size));
    this.#isDecided = true;
    this.#carrier = new SocketLink(stream, transport, address, remote);
    if (this.#isClosed) this.#carrier.close();
    return await this.#carrier.read(into);
  }

  async #stayPlain(size: number): Promise<number | null> {
    this.#isDecided = true;
    if (!this.tls.only) return size;
    const { transport, address, remote } = this;
    const { refusals, now } = this.tls.terminator.shared;
    refusals.add({ transport, address, remote, kind: "no-tls", sentence: "no TLS" }, now());
    const sentence =
      "server: This port takes connections with TLS only, and that was one without: connect with TLS (openssl s_client shows how).\n";
    await this.plain.write([new TextEncoder().encode(sentence)]).catch(() => {});
    return null;
  }
}

/** Returns true if bytes are, or may become, the record header of a ClientHello. */
function mayBeHello(bytes: Uint8Array, size: number): boolean {
  return (size < 1 || bytes[0] === 0x16) && (size < 2 || bytes[1] === 0x03) &&
    (size < 3 || bytes[2] >= 1 && bytes[2] <= 4);
}
