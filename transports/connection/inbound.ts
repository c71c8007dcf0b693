import { backpressure } from "./backpressure.ts";
import type { Connection, ConnectionContext } from "./connection.ts";

/** The memory of the present frame, which is `bytes[bodyStart, bodyEnd)`. */
export interface FrameBuffer {
  readonly bytes: Uint8Array;
  /** The same memory as `bytes`, with slack behind `bodyEnd`. */
  readonly view: DataView;
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

/** Whole frames, one after the other. */
export interface FrameSource {
  readonly input: FrameBuffer;
  /** Moves to the next frame. Returns false if no whole one is there yet. */
  next(): boolean;
  /** Makes the present frame readable again, after a wait in which others may have used its memory. */
  restore(): void;
}

/**
 * The one way of frames from a stream or a WebSocket into a connection: under the rate limit, and no
 * faster than password checks, the store and unread acks allow.
 */
export class Inbound {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(
    readonly connection: Connection,
    readonly context: ConnectionContext,
    readonly source: FrameSource,
  ) {}

  /**
   * Receives every frame that is there. Returns a promise of the rest if one of them has to wait;
   * mostly none has, and it returns undefined.
   */
  pump(): Promise<void> | undefined {
    const { connection, context, source } = this;
    const { input } = source;
    const nowMs = context.now();
    while (
      connection.closeReason === undefined && connection.incomingFile === undefined && source.next()
    ) {
      const waitMs = connection.offer(
        input.bytes,
        input.view,
        input.bodyStart,
        input.bodyEnd,
        nowMs,
      );
      const wait = waitMs > 0 ? this.#offerLater(waitMs) : backpressure(connection, context);
      if (wait !== undefined) return wait.then(() => this.pump());
    }
    return undefined;
  }

  /** Ends the waits for the rate limit: their promises never resolve, and nobody waits for them. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  /** Offers the present frame again and again, until the rate limit allows it. */
  async #offerLater(firstWaitMs: number): Promise<void> {
    const { connection, context, source } = this;
    for (let waitMs = firstWaitMs; waitMs > 0;) {
      await this.#pause(waitMs);
      if (this.#isStopped) return;
      const nowMs = context.now();
      // The peer has spoken before, though its frame is received only now.
      connection.heard(nowMs);
      source.restore();
      const { bytes, view, bodyStart, bodyEnd } = source.input;
      waitMs = connection.offer(bytes, view, bodyStart, bodyEnd, nowMs);
    }
    await backpressure(connection, context);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timer = setTimeout(resolve, ms);
    });
  }
}
