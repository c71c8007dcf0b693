import type { Context } from "../context.ts";
import { type Certificate, CertificateError } from "./certificate.ts";

/** Most milliseconds until the listener hands out a connection that was made to it. */
const HANDOVER_MAX_MS = 5_000;

/** Most accepted connections whose other side doesn't know its port yet; with more, the oldest is closed. */
const EARLY_MAX = 64;

/** The parts of the context that TLS needs. */
export type TlsShared = Pick<Context, "shortage" | "refusals" | "now">;

/** Returns the error of one connection that the listener didn't hand out. */
export function handoverTimedOut(): Error {
  const error = new Deno.errors.TimedOut("The private listener handed out no connection.");
  return Object.assign(error, { code: "ETIMEDOUT" });
}

/** The two ends of one connection within this process. */
export interface PrivateConnection {
  /** Carries encrypted bytes, as on the wire. */
  readonly inner: Deno.TcpConn;
  /** Carries the decrypted bytes. The handshake hasn't begun. */
  readonly secure: Deno.TlsConn;
}

/**
 * A listener of Deno's native TLS on loopback, to which only this process connects: it decrypts bytes
 * of the wire. A connection of any other program is closed before a byte is read, since its port isn't
 * that of a connection of ours.
 *
 * Clients don't connect to such a listener themselves, because Deno 2.9.6 can't close a connection
 * whose handshake hasn't come: `close` leaves the socket open until the other side ends it. Here the
 * other side is ours.
 */
export class PrivateListener {
  readonly #listener: Deno.TlsListener;
  /** The port on loopback. */
  readonly port: number;
  /** The callbacks for accepted ends, by the port of the end that connects. */
  readonly #wanted = new Map<number, (secure: Deno.TlsConn) => void>();
  readonly #early = new Map<number, Deno.TlsConn>();
  #openingCount = 0;
  #isRetired = false;
  #isClosed = false;

  /**
   * @param alpnProtocols The protocols that a client may choose from (RFC 7301); none: any.
   * @throws {CertificateError} Deno doesn't support this kind of certificate or key.
   */
  constructor(
    certificate: Certificate,
    alpnProtocols: readonly string[],
    readonly shared: TlsShared,
  ) {
    this.#listener = listen(certificate, alpnProtocols);
    this.port = this.#listener.addr.port;
    this.#acceptAll();
  }

  /**
   * Makes a connection within this process. Rejects if the system lacks something for it, and with
   * {@linkcode handoverTimedOut} if the listener doesn't hand it out.
   */
  async open(): Promise<PrivateConnection> {
    this.#openingCount++;
    try {
      const inner = await Deno.connect({ hostname: "127.0.0.1", port: this.port });
      try {
        inner.setNoDelay(true);
        return { inner, secure: await this.#accepted(inner.localAddr.port) };
      } catch (error) {
        inner.close();
        throw error;
      }
    } finally {
      if (--this.#openingCount === 0) this.#onNoneOpening();
    }
  }

  /** Closes the listener once nobody waits for a connection; earlier connections live on. */
  retire(): void {
    this.#isRetired = true;
    if (this.#openingCount === 0) this.#onNoneOpening();
  }

  #accepted(port: number): Promise<Deno.TlsConn> {
    const early = this.#early.get(port);
    if (early !== undefined) {
      this.#early.delete(port);
      return Promise.resolve(early);
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wanted.delete(port);
        reject(handoverTimedOut());
      }, HANDOVER_MAX_MS);
      this.#wanted.set(port, (secure) => {
        clearTimeout(timer);
        this.#wanted.delete(port);
        resolve(secure);
      });
    });
  }

  async #acceptAll(): Promise<void> {
    while (!this.#isClosed) {
      try {
        this.#handOut(await this.#listener.accept());
      } catch (error) {
        if (this.#isClosed) return;
        await this.shared.shortage.recover(error, this.shared.now());
      }
    }
  }

  #handOut(secure: Deno.TlsConn): void {
    const { port } = secure.remoteAddr;
    const take = this.#wanted.get(port);
    if (take !== undefined) return take(secure);
    // Either our side is about to learn its port, or the connection is a stranger's.
    if (this.#openingCount === 0) return close(secure);
    this.#early.set(port, secure);
    if (this.#early.size <= EARLY_MAX) return;
    const [[oldest, stranger]] = this.#early;
    this.#early.delete(oldest);
    close(stranger);
  }

  #onNoneOpening(): void {
    for (const stranger of this.#early.values()) close(stranger);
    this.#early.clear();
    if (!this.#isRetired || this.#isClosed) return;
    this.#isClosed = true;
    this.#listener.close();
  }
}

function listen(
  { cert, key, certPath, keyPath }: Certificate,
  alpnProtocols: readonly string[],
): Deno.TlsListener {
  try {
    return Deno.listenTls({
      hostname: "127.0.0.1",
      port: 0,
      cert,
      key,
      ...(alpnProtocols.length > 0 && { alpnProtocols: [...alpnProtocols] }),
    });
  } catch (error) {
    // Errors about the address have names or codes of their own; others concern the certificate.
    const isOther = error instanceof Deno.errors.NotCapable ||
      error instanceof Error && "code" in error;
    if (isOther) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CertificateError(
      `The certificate ${certPath} and its key ${keyPath} can't be used for TLS (RSA, ECDSA with P-256, P-384 or P-521, and Ed25519 can): ${why}`,
    );
  }
}

function close(conn: Deno.TlsConn): void {
  try {
    conn.close();
  } catch {
    // The connection is closed already.
  }
}
