import type { Batch, Encoding } from "../batch/mod.ts";
import type { ClientMessage, Notice } from "../hub/mod.ts";
import type { InputBuffer } from "./dialects/input_buffer.ts";

/** Every way of speaking that a connection can have. */
export type DialectName =
  | "frames-le"
  | "frames-be"
  | "json-lines"
  | "plain"
  | "datagram"
  | "websocket"
  | "events";

/** The ways of speaking over a stream of bytes. */
export type StreamDialectName = Exclude<DialectName, "datagram" | "websocket" | "events">;

/** How messages look on one kind of wire. All methods are pure but for what they keep in a batch. */
export interface Dialect {
  readonly name: DialectName;
  /** Whether a frame is a JSON object, which may then be in canonical form. */
  readonly isJson: boolean;
  /**
   * Reads one whole frame.
   *
   * @throws {ChatError} That says what is wrong with it; the next frame may be fine.
   */
  decode(bytes: Uint8Array, start: number, end: number): ClientMessage;
  encodeNotice(notice: Notice): Uint8Array;
  /** Encodes once and keeps the result in the batch, for all peers that speak this dialect. */
  encodeBatch(batch: Batch): Encoding;
}

/** A dialect of byte streams, which also knows where a frame ends. */
export interface StreamDialect extends Dialect {
  readonly name: StreamDialectName;
  /**
   * Finds the next frame, sets `bodyStart` and `bodyEnd`, and moves `start` behind it.
   *
   * @returns False where the frame isn't complete; `neededBytes` then tells what is known.
   * @throws {ChatError} `frame-too-large`, after which the stream can't be understood any more, or
   * `message-too-large`, after which it can.
   */
  split(input: InputBuffer): boolean;
}
