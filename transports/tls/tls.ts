import { getLogger } from "@logtape/logtape";
import type { ByteStream } from "../stream/byte_stream.ts";
import { isOfTheConnection } from "../admission/shortage.ts";
import { type Certificate, type CertificatePaths, readCertificate } from "./certificate.ts";
import { type PrivateConnection, PrivateListener, type TlsShared } from "./private_listener.ts";
import { Splice } from "./splice.ts";
import { TlsStream } from "./tls_stream.ts";

const log = getLogger(["hubbub", "tls"]);

/**
 * Decrypts connections: a client's bytes go unchanged to a private listener of Deno's native TLS, and
 * come back decrypted. So the first byte of a connection can tell if it is TLS, and no byte of a
 * stranger reaches another implementation of TLS than Deno's own.
 */
export class TlsTerminator {
  #listener: PrivateListener;
  readonly #splices = new Set<Splice>();

  constructor(listener: PrivateListener, readonly shared: TlsShared) {
    this.#listener = listener;
  }

  /**
   * Splices a client's connection to the listener.
   *
   * @param first Bytes that have been read from the client before.
   * @returns The stream within TLS. Its handshake runs with the first read or write.
   * @throws {Deno.errors.ConnectionAborted} The connection didn't reach TLS. If the system lacks
   * something, the log says what.
   */
  async open(client: ByteStream, first: Uint8Array): Promise<TlsStream> {
    const { inner, secure } = await this.#connect();
    const splice = new Splice(client, inner, first);
    this.#splices.add(splice);
    splice.ended.then(() => this.#splices.delete(splice));
    return new TlsStream(secure, splice);
  }

  async #connect(): Promise<PrivateConnection> {
    try {
      return await this.#listener.open();
    } catch (error) {
      if (isOfTheConnection(error)) log.debug("A connection didn't get to TLS: {error}", { error });
      else this.shared.shortage.failed(error, this.shared.now());
      throw new Deno.errors.ConnectionAborted("TLS couldn't be taken off.");
    }
  }

  /** Sends later connections to another listener; earlier ones live on. */
  use(listener: PrivateListener): void {
    this.#listener.retire();
    this.#listener = listener;
  }

  /** Resolves when the last bytes have reached the clients, or can't; after a second at most. */
  async close(): Promise<void> {
    this.#listener.retire();
    for (const splice of this.#splices) splice.endGently();
    await Promise.all([...this.#splices].map(({ ended }) => ended));
  }
}

/** The TLS of one listener. */
export interface TlsOptions {
  readonly terminator: TlsTerminator;
  /** True: refuses connections without TLS. */
  readonly only: boolean;
  /** Seconds for which IRC clients come by TLS alone, once told; undefined: they aren't told. */
  readonly stsSeconds: number | undefined;
}

/** The TLS of a port. */
export interface PortTls extends TlsOptions {
  readonly port: number;
}

/** TLS on all listeners of one server, with one certificate, which can be read again. */
export class Tls {
  readonly tcp: TlsOptions;
  readonly web: TlsOptions;
  #paths: CertificatePaths;

  /** @throws {CertificateError} The certificate or its key can't be used. */
  constructor(
    paths: CertificatePaths,
    { only, stsSeconds }: Pick<TlsOptions, "only" | "stsSeconds">,
    readonly shared: TlsShared,
  ) {
    this.#paths = paths;
    const [tcp, web] = listenTwice(readCertificate(paths), shared);
    this.tcp = { terminator: new TlsTerminator(tcp, shared), only, stsSeconds };
    this.web = { terminator: new TlsTerminator(web, shared), only, stsSeconds: undefined };
  }

  /**
   * Reads the files again, or those that take their place, for connections to come.
   *
   * @throws {CertificateError} The files can't be used; the earlier certificate stays in use.
   */
  reload(paths: CertificatePaths = this.#paths): void {
    const [tcp, web] = listenTwice(readCertificate(paths), this.shared);
    this.#paths = paths;
    this.tcp.terminator.use(tcp);
    this.web.terminator.use(web);
  }

  /** Resolves when the clients have the last bytes. Call it once nothing more is written. */
  async close(): Promise<void> {
    await Promise.all([this.tcp.terminator.close(), this.web.terminator.close()]);
  }
}

/** One listener for bytes of any protocol, and one for HTTP, which clients choose by name (RFC 7301). */
function listenTwice(
  certificate: Certificate,
  shared: TlsShared,
): [tcp: PrivateListener, web: PrivateListener] {
  const tcp = new PrivateListener(certificate, [], shared);
  try {
    return [tcp, new PrivateListener(certificate, ["http/1.1"], shared)];
  } catch (error) {
    tcp.retire();
    throw error;
  }
}
