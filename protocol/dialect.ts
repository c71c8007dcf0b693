import type { Batch, Encoding } from "../batch/mod.ts";
import type { ClientMessage, Notice } from "../hub/mod.ts";
import type { InputBuffer } from "./dialects/input_buffer.ts";

/** The name of each dialect. */
export type DialectName =
  | "frames-le"
  | "frames-be"
  | "json-lines"
  | "plain"
  | "irc"
  | "datagram"
  | "websocket"
  | "events";

/** The name of each dialect of byte streams. */
export type StreamDialectName = Exclude<DialectName, "datagram" | "websocket" | "events">;

/**
 * A form that messages have on a wire. Its methods are pure, but for the encodings that they keep in a
 * batch.
 */
export interface Dialect {
  readonly name: DialectName;
  /** True if a frame is a JSON object, so that it may be in canonical form. */
  readonly isJson: boolean;
  /**
   * Decodes one whole frame.
   *
   * @throws {ChatError} If the frame is no message; the sentence tells the mistake and the remedy.
   * The next frame can be decoded all the same.
   */
  decode(bytes: Uint8Array, start: number, end: number): ClientMessage;
  encodeNotice(notice: Notice): Uint8Array;
  /** Encodes a batch once. The batch keeps the result for all peers that speak this dialect. */
  encodeBatch(batch: Batch): Encoding;
}

/** A dialect of byte streams, which also finds the end of each frame. */
export interface StreamDialect extends Dialect {
  readonly name: StreamDialectName;
  /**
   * Finds the next frame, sets `bodyStart` and `bodyEnd`, and moves `start` to the byte after it.
   *
   * @returns False while the frame isn't complete; `neededBytes` then has its known size.
   * @throws {ChatError} `frame-too-large`, after which no frame of the stream can be found any more,
   * or `message-too-large`, after which the next frame can.
   */
  split(input: InputBuffer): boolean;
}
