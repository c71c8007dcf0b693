import { getLogger } from "@logtape/logtape";
import type { ByteStream } from "../stream/byte_stream.ts";
import type { Splice } from "./splice.ts";

const log = getLogger(["hubbub", "tls"]);

/** The plain side of a connection with TLS. */
export class TlsStream implements ByteStream {
  constructor(readonly secure: Deno.TlsConn, readonly splice: Splice) {}

  /** Resolves when the handshake is over. Rejects where it fails, and ends the connection. */
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
   * Reads some bytes; null at the end. A handshake that fails, and an end that TLS doesn't announce
   * (RFC 8446 section 6.1), are ends too: small clients close without a word, and a message that was
   * cut off isn't whole in any dialect that has whole messages.
   */
  async read(into: Uint8Array): Promise<number | null> {
    try {
      return await this.secure.read(into);
    } catch (error) {
      if (error instanceof Deno.errors.UnexpectedEof) return null;
      if (!(error instanceof Deno.errors.InvalidData)) throw error;
      log.debug("A connection broke the rules of TLS: {error}", { error });
      // The alert that tells the client so is on its way (RFC 8446 section 6.2).
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
      // Closed before: that is what was wanted.
    }
    this.splice.letGo();
  }
}
