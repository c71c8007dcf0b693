import { ChatError, type ClientMessage, type ErrorCode } from "../../../hub/mod.ts";
import { InputBuffer, type StreamDialect } from "../../../protocol/mod.ts";
import { pack, type Wire } from "../peers/wire.ts";

/** A dialect's view of bytes that come in pieces. */
export class ByteStream {
  readonly input = new InputBuffer();
  /** The messages so far, and for each refusal its code. */
  readonly found: (ClientMessage | ErrorCode)[] = [];
  /** True after an error that leaves no way to find the next frame. */
  isLost = false;

  constructor(readonly dialect: StreamDialect) {}

  /** Feeds a piece as a socket does: never more bytes than there is space for. */
  feed(piece: Uint8Array): void {
    for (let at = 0; at < piece.length;) {
      const space = this.input.reserve();
      const part = piece.subarray(at, at + space.length);
      space.set(part);
      this.input.commit(part.length);
      at += part.length;
      while (!this.isLost && this.#decodeFrame());
    }
  }

  #decodeFrame(): boolean {
    const { input, dialect } = this;
    try {
      if (!dialect.split(input)) return false;
      // A frame of length 0 is no message; an empty line is an empty text.
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

/** The messages in bytes that come in pieces of these sizes, over and over. */
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
export function framed(dialect: Wire, text: string): Uint8Array {
  // Telnet ends a line with two characters.
  return pack(dialect, new TextEncoder().encode(dialect === "plain" ? `${text}\r` : text));
}
