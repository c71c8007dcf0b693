import { memoryOf } from "../../../batch/mod.ts";
import { MESSAGE_MAX_BYTES } from "../../../hub/mod.ts";
import type { FrameBuffer, FrameSource } from "../../connection/inbound.ts";

/** A larger message ends the connection. Up to this size a message that is too large is refused, and
 * the connection lives. */
export const PAYLOAD_MAX_BYTES = 2 * MESSAGE_MAX_BYTES;

/** All WebSockets copy the message that is being received to this memory: one is done before the next
 * begins. */
const VIEW = memoryOf(PAYLOAD_MAX_BYTES);
const BYTES = new Uint8Array(VIEW.buffer, 0, PAYLOAD_MAX_BYTES);

/**
 * The messages of one WebSocket that wait to be received: mostly one. More come before reading stops,
 * but no more than one read of the socket.
 */
export class MessageQueue implements FrameSource, FrameBuffer {
  readonly input: FrameBuffer = this;
  readonly bytes = BYTES;
  readonly view = VIEW;
  readonly bodyStart = 0;
  bodyEnd = 0;
  readonly #waiting: Uint8Array[] = [];
  #present: Uint8Array | undefined;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(message: Uint8Array): void {
    this.#waiting.push(message);
  }

  next(): boolean {
    const message = this.#present = this.#waiting.shift();
    if (message === undefined) return false;
    this.restore();
    return true;
  }

  restore(): void {
    const message = this.#present!;
    BYTES.set(message);
    this.bodyEnd = message.length;
  }
}
