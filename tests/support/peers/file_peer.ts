import { createHash } from "node:crypto";
import { joined } from "../bytes/joined.ts";
import { pack } from "./wire.ts";

/** A message of the hub, as JSON. */
// deno-lint-ignore no-explicit-any
export type Json = any;

type FrameWire = "frames-le" | "frames-be";

/** A client on a connection of frames, which sends and fetches files as the tutorials' programs do. */
export class FilePeer {
  #unread: Uint8Array = new Uint8Array(0);

  private constructor(readonly conn: Deno.Conn, readonly wire: FrameWire) {}

  static async connect(port: number, wire: FrameWire = "frames-le"): Promise<FilePeer> {
    return new FilePeer(await Deno.connect({ hostname: "127.0.0.1", port }), wire);
  }

  /** Joins the lobby under a name. */
  static async join(port: number, name: string, wire: FrameWire = "frames-le"): Promise<FilePeer> {
    const peer = await FilePeer.connect(port, wire);
    await peer.send({ name });
    await peer.until("welcome");
    return peer;
  }

  async send(message: object): Promise<void> {
    await this.sendRaw(pack(this.wire, new TextEncoder().encode(JSON.stringify(message))));
  }

  async sendRaw(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  /** Sends a header and the bytes behind it. */
  async sendFile(name: string, bytes: Uint8Array, more: object = {}): Promise<void> {
    const md5 = md5Of(bytes);
    await this.send({ file_name: name, file_size: bytes.length, md5, ...more });
    await this.sendRaw(bytes);
  }

  /** The next message; undefined when the server has ended the connection. */
  async receive(): Promise<Json> {
    const header = await this.#read(4);
    if (header === undefined) return undefined;
    const length = new DataView(header.buffer).getInt32(0, this.wire === "frames-le");
    return JSON.parse(new TextDecoder().decode(await this.#read(length)));
  }

  /** The next message with this event, or without one for a text. */
  async until(event: string | undefined): Promise<Json> {
    for (;;) {
      const message = await this.receive();
      if (message === undefined) throw new Error(`The connection ended before ${event}.`);
      if (message.event === event) return message;
    }
  }

  /** The bytes behind a header. */
  async bytes(size: number): Promise<Uint8Array> {
    const bytes = await this.#read(size);
    if (bytes === undefined) throw new Error("The connection ended within a file.");
    return bytes;
  }

  close(): void {
    this.conn.close();
  }

  async #read(size: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const parts = [this.#unread];
    for (let have = this.#unread.length; have < size;) {
      const part = new Uint8Array(64 * 1024);
      const count = await this.conn.read(part).catch(() => null);
      if (count === null) return undefined;
      parts.push(part.subarray(0, count));
      have += count;
    }
    const all = joined(parts);
    this.#unread = all.subarray(size);
    return all.slice(0, size) as Uint8Array<ArrayBuffer>;
  }
}

/** Returns bytes that look like chance, the same ones for the same seed. */
export function bytesOf(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = Math.imul(state, 1_103_515_245) + 12_345 | 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

/** Returns the md5 of bytes in hex, as `hashlib.md5(data).hexdigest()` does. */
export function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}
