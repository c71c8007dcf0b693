import { type Batch, type Encoding, HEADER_BYTES } from "../../batch/mod.ts";
import { ChatError, type ClientMessage, MESSAGE_MAX_BYTES, type Notice } from "../../hub/mod.ts";
import type { StreamDialect } from "../dialect.ts";
import { encodeEach } from "./encode_each.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { diagnoseBody, diagnoseHeader } from "../diagnosis/frame.ts";
import { decodeMessage } from "../message_codec.ts";
import { hex } from "../text/excerpt.ts";

/** The byte order of a header: `little` is Python's `struct.pack("i", n)` on today's machines. */
export type ByteOrder = "little" | "big";

const encoder = new TextEncoder();

/** The dialect of frames: a 4-byte length and that many bytes of JSON. Readers skip a length of 0. */
export class Frames implements StreamDialect {
  readonly isJson = true;
  readonly name: "frames-le" | "frames-be";

  constructor(readonly order: ByteOrder) {
    this.name = order === "little" ? "frames-le" : "frames-be";
  }

  split(input: InputBuffer): boolean {
    if (input.size < HEADER_BYTES) {
      input.neededBytes = HEADER_BYTES;
      return false;
    }
    const { bytes, start } = input;
    const length = frameLength(bytes, start, this.order);
    if (length === undefined) throw wrongHeader(bytes, start, input.end, this.order);
    if (input.size < HEADER_BYTES + length) {
      input.neededBytes = HEADER_BYTES + length;
      return false;
    }
    input.bodyStart = start + HEADER_BYTES;
    input.bodyEnd = input.start = input.bodyStart + length;
    input.neededBytes = 1;
    return true;
  }

  decode(bytes: Uint8Array, start: number, end: number): ClientMessage {
    try {
      return decodeMessage(bytes, start, end, "frame");
    } catch (error) {
      throw explainedByLength(error, bytes, start, end);
    }
  }

  encodeNotice(notice: Notice): Uint8Array {
    const json = encoder.encode(JSON.stringify(notice));
    const frame = new Uint8Array(HEADER_BYTES + json.length);
    writeLength(frame, 0, json.length, this.order);
    frame.set(json, HEADER_BYTES);
    return frame;
  }

  encodeBatch(batch: Batch): Encoding {
    if (this.order === "little") return batch;
    return encodeEach(batch, this.name, HEADER_BYTES, (json, out, at) => {
      writeLength(out, at, json.length, "big");
      out.set(json, at + HEADER_BYTES);
    });
  }
}

/**
 * Returns the length in a header, read in the connection's byte order or, if that is out of bounds, in
 * the other one: within the limit the two can't be mistaken. Undefined if both are out of bounds.
 */
function frameLength(bytes: Uint8Array, at: number, order: ByteOrder): number | undefined {
  const isLittle = bytes[at + 2] === 0 && bytes[at + 3] === 0;
  const isBig = bytes[at] === 0 && bytes[at + 1] === 0;
  const useLittle = order === "little" ? isLittle : isLittle && !isBig;
  const length = useLittle
    ? bytes[at] | bytes[at + 1] << 8
    : isBig
    ? bytes[at + 2] << 8 | bytes[at + 3]
    : -1;
  return length < 0 || length > MESSAGE_MAX_BYTES ? undefined : length;
}

/** Returns a refusal of an unreadable body that explains a wrong length, if the length is the cause. */
function explainedByLength(error: unknown, bytes: Uint8Array, start: number, end: number): unknown {
  if (!(error instanceof ChatError)) return error;
  if (error.code !== "not-json" && error.code !== "not-utf8") return error;
  const sentence = diagnoseBody(bytes, start, end);
  return sentence === undefined ? error : new ChatError(error.code, sentence);
}

function wrongHeader(bytes: Uint8Array, at: number, end: number, order: ByteOrder): ChatError {
  const sentence = diagnoseHeader(bytes, at, end);
  return sentence === undefined
    ? tooLarge(bytes, at, order)
    : new ChatError("frame-too-large", sentence);
}

function writeLength(bytes: Uint8Array, at: number, length: number, order: ByteOrder): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, length, order === "little");
}

/** The refusal of a header whose length is out of bounds; it shows the header and the bounds. */
export function tooLarge(bytes: Uint8Array, at: number, order: ByteOrder): ChatError {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(at, order === "little");
  return new ChatError(
    "frame-too-large",
    `The header ${
      hex(bytes, at, at + HEADER_BYTES)
    } means a frame of ${length} bytes (${order}-endian); 0 to ${MESSAGE_MAX_BYTES} are allowed: pack the length of the encoded JSON with struct.pack("i", n), then send just that many bytes. The connection ends, since nobody can tell where the next frame begins.`,
  );
}
