import { type Batch, receivedBytes } from "../../../batch/mod.ts";
import type { CloseReason, Member, Notice, Peer, TransportName } from "../../../hub/mod.ts";
import type { Dialect } from "../../../protocol/mod.ts";

/** A peer without a socket that keeps the bytes which a client of its dialect would get. */
export class DialectPeer implements Peer {
  readonly transport: TransportName = "tcp";
  readonly address = "192.0.2.2";
  closed: CloseReason | undefined;
  #chunks: Uint8Array[] = [];

  constructor(readonly dialect: Dialect) {}

  send(notice: Notice): void {
    this.#chunks.push(this.dialect.encodeNotice(notice));
  }

  deliver(batch: Batch, self: Member): void {
    batch.memory?.retain();
    this.#chunks.push(receivedBytes(batch, this.dialect.encodeBatch(batch), self));
  }

  close(reason: CloseReason): void {
    this.closed ??= reason;
  }

  backlogBytes(): number {
    return 0;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  /** All bytes that came since the last look. */
  take(): Uint8Array {
    const chunks = this.#chunks;
    this.#chunks = [];
    const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }
}
