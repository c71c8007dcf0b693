import type { Socket } from "node:net";
import type { ByteStream } from "../../stream/byte_stream.ts";

/** A socket of Node with the reads and writes of a `Deno.Conn`. */
export class SocketStream implements ByteStream {
  #wake = (): void => {};
  #hasEnded = false;

  constructor(readonly socket: Socket) {
    socket.on("readable", () => this.#wake());
    socket.once("end", () => this.#end());
    socket.once("close", () => this.#end());
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      const { socket } = this;
      // Node returns null if more bytes are asked for than are there.
      const size = Math.min(into.length, socket.readableLength);
      const chunk: Uint8Array | null = size > 0 ? socket.read(size) : socket.read();
      if (chunk !== null) {
        into.set(chunk);
        return chunk.length;
      }
      if (socket.destroyed && !socket.readableEnded) {
        throw new Deno.errors.ConnectionReset("The connection broke off.");
      }
      if (this.#hasEnded) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      // The caller reuses its buffer after this resolves, so this waits until the socket has written it.
      this.socket.write(bytes, (error) => error ? reject(error) : resolve(bytes.length));
    });
  }

  closeWrite(): Promise<void> {
    return new Promise((resolve) => this.socket.end(() => resolve()));
  }

  close(): void {
    this.socket.destroy();
  }

  #end(): void {
    this.#hasEnded = true;
    this.#wake();
  }
}
