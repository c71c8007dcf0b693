import type { DatagramSocket } from "../../../transports/udp/udp.ts";

/** A socket without a network: a test says what arrives, and reads what would go out. */
export class FakeSocket implements DatagramSocket {
  readonly sent: { readonly bytes: Uint8Array; readonly to: Deno.Addr }[] = [];
  #waiting: { give(value: [Uint8Array, Deno.Addr]): void; fail(error: Error): void } | undefined;
  #buffer: Uint8Array = new Uint8Array(0);
  #handled: () => void = () => {};

  receive(buffer: Uint8Array): Promise<[Uint8Array, Deno.Addr]> {
    this.#handled();
    this.#buffer = buffer;
    return new Promise((give, fail) => this.#waiting = { give, fail });
  }

  send(bytes: Uint8Array, to: Deno.Addr): Promise<number> {
    this.sent.push({ bytes: bytes.slice(), to });
    return Promise.resolve(bytes.length);
  }

  close(): void {
    this.#waiting?.fail(new Deno.errors.Interrupted("closed"));
  }

  /**
   * As the kernel does: what doesn't fit into the buffer is cut off. Resolves when the server asks
   * for the next datagram.
   */
  arrive(bytes: Uint8Array, from: Deno.Addr): Promise<void> {
    const fitting = bytes.subarray(0, this.#buffer.length);
    this.#buffer.set(fitting);
    const handled = new Promise<void>((resolve) => this.#handled = resolve);
    this.#waiting!.give([this.#buffer.subarray(0, fitting.length), from]);
    return handled;
  }
}
