import { getLogger } from "@logtape/logtape";
import type { ByteStream } from "../stream/byte_stream.ts";
import type { Splice } from "./splice.ts";

const log = getLogger(["hubbub", "tls"]);

/** The decrypted side of a connection with TLS. */
export class TlsStream implements ByteStream {
  constructor(readonly secure: Deno.TlsConn, readonly splice: Splice) {}

  /** Resolves when the handshake is over. Rejects if it fails, and ends the connection. */
  async handshake(): Promise<void> {
    try {
      await this.secure.handshake();
    } catch (error) {
      log.debug("A handshake of TLS failed: {error}", { error });
      this.close();
      await this.splice.ended;
      throw error;
    }
  }

  /**
   * Reads some bytes; null at the end. A failed handshake is an end, too, and so is an end that TLS
   * doesn't announce (RFC 8446 section 6.1): small clients close without a word, and every dialect
   * with whole messages notices a message that is cut off.
   */
  async read(into: Uint8Array): Promise<number | null> {
    try {
      return await this.secure.read(into);
    } catch (error) {
      if (error instanceof Deno.errors.UnexpectedEof) return null;
      if (!(error instanceof Deno.errors.InvalidData)) throw error;
      log.debug("A connection broke the rules of TLS: {error}", { error });
      // An alert tells the client (RFC 8446 section 6.2).
      this.close();
      await this.splice.ended;
      return null;
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.secure.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.secure.closeWrite();
  }

  close(): void {
    try {
      this.secure.close();
    } catch {
      // The connection is closed already.
    }
    this.splice.endGently();
  }
}
