import { ChatError, type ClientMessage, type ErrorCode } from "../../../hub/mod.ts";
import { InputBuffer, type StreamDialect, type StreamDialectName } from "../../../protocol/mod.ts";

const encoder = new TextEncoder();

/** Bytes that came over a stream, in pieces, and what a dialect makes of them. */
export class ByteStream {
  readonly input = new InputBuffer();
  /** Messages, and in place of what was refused the code of the refusal. */
  readonly found: (ClientMessage | ErrorCode)[] = [];
  /** Nothing can be understood any more. */
  isLost = false;

  constructor(readonly dialect: StreamDialect) {}

  /** Takes one piece, as a socket gives it: at most as much as there is space for. */
  feed(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      const space = this.input.reserve();
      const part = piece.subarray(at, at + space.length);
      space.set(part);
      this.input.commit(part.length);
      at += part.length;
      while (!this.isLost && this.#takeFrame());
    }
  }

  #takeFrame(): boolean {
    const { input, dialect } = this;
    try {
      if (!dialect.split(input)) return false;
      // A frame of length 0 is nothing at all; an empty line is an empty text.
      if (input.bodyStart === input.bodyEnd && dialect.name !== "plain") return true;
      this.found.push(dialect.decode(input.bytes, input.bodyStart, input.bodyEnd));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.found.push(error.code);
      this.isLost = error.code === "frame-too-large";
    }
    return true;
  }
}

/** Feeds bytes in pieces of these sizes, over and over, and returns what was found. */
export function found(
  dialect: StreamDialect,
  bytes: Uint8Array,
  sizes: readonly number[],
): (ClientMessage | ErrorCode)[] {
  const stream = new ByteStream(dialect);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    stream.feed(bytes.subarray(at, at + size));
    at += size;
  }
  return stream.found;
}

/** A JSON text or a line, as a client of that dialect sends it. */
export function framed(dialect: StreamDialectName, text: string): Uint8Array {
  const body = encoder.encode(text);
  switch (dialect) {
    case "frames-le":
    case "frames-be": {
      const frame = new Uint8Array(4 + body.length);
      new DataView(frame.buffer).setInt32(0, body.length, dialect === "frames-le");
      frame.set(body, 4);
      return frame;
    }
    case "json-lines":
      return encoder.encode(`${text}\n`);
    case "plain":
      return encoder.encode(`${text}\r\n`);
    default:
      return dialect satisfies never;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
