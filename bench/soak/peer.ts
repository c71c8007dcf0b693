/**
 * A client of the soak: JSON objects behind a length, over TCP.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import { framed } from "../wires/hubbub.ts";
import { decode, encode, type Notice } from "../wires/wire.ts";

const FRAMES = framed(true);
const READ_BYTES = 65_536;

/** A message or a notice of the hub. */
export type Heard = Notice & { readonly name?: string };

/** A connected peer. */
export class Peer implements Disposable {
  readonly #connection: Deno.Conn;
  #closed = false;

  private constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** Connects and says hello. */
  static async enter({ host, port }: Endpoint, hello: object): Promise<Peer> {
    const peer = new Peer(await Deno.connect({ hostname: host, port }));
    await peer.send([hello]);
    return peer;
  }

  /** Sends objects in one go. */
  async send(objects: readonly object[]): Promise<void> {
    const bytes = objects.flatMap((each) => [...FRAMES.wrap(encode(JSON.stringify(each)))]);
    const all = new Uint8Array(bytes);
    for (let at = 0; at < all.length;) at += await this.#connection.write(all.subarray(at));
  }

  /** All that the hub sends, until either side closes. */
  async *heard(): AsyncGenerator<Heard> {
    let rest = new Uint8Array();
    for (;;) {
      const bytes = await this.#read(rest);
      if (bytes === undefined) return;
      let at = 0;
      for (;;) {
        const found = FRAMES.measure(bytes, at, bytes.length);
        if (found === undefined) break;
        yield JSON.parse(decode(bytes, at + found.skip, at + found.length));
        at += found.length;
      }
      rest = bytes.slice(at);
    }
  }

  /** The bytes that are left and those of the next read; undefined at the end. */
  async #read(rest: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const bytes = new Uint8Array(rest.length + READ_BYTES);
    bytes.set(rest);
    try {
      const count = await this.#connection.read(bytes.subarray(rest.length));
      return count === null ? undefined : bytes.slice(0, rest.length + count);
    } catch (error) {
      if (this.#closed || error instanceof Deno.errors.ConnectionReset) return undefined;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.close();
  }
}
