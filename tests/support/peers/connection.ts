import { pack, Unpacker, type Wire } from "./wire.ts";

/** A client's connection that carries whole bodies: one JSON object or one line of text each. */
export interface Connection {
  /** Sends one body in the way of this transport. */
  send(body: Uint8Array): Promise<void>;
  /** The next body; undefined when the server has ended the connection. */
  receive(): Promise<Uint8Array | undefined>;
  /** Leaves as such a client does: closes, or says so where there is nothing to close. */
  close(): Promise<void> | void;
}

/** A stream socket, with the raw bytes within reach. */
export class StreamConnection implements Connection {
  readonly #unpacker: Unpacker;

  constructor(readonly conn: Deno.Conn, readonly wire: Wire) {
    this.#unpacker = new Unpacker(wire);
  }

  /** Its address as the log and the trace of a server show it. */
  get remote(): string {
    const { hostname, port } = this.conn.localAddr as Deno.NetAddr;
    return `tcp ${hostname}:${port}`;
  }

  send(body: Uint8Array): Promise<void> {
    return this.sendRaw(pack(this.wire, body));
  }

  async sendRaw(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.conn.write(bytes.subarray(at));
  }

  async receive(): Promise<Uint8Array | undefined> {
    for (;;) {
      const body = this.#unpacker.next();
      if (body !== undefined) return body;
      const chunk = new Uint8Array(64 * 1024);
      const count = await this.conn.read(chunk).catch(nullIfReset);
      if (count === null) return undefined;
      this.#unpacker.feed(chunk.subarray(0, count));
    }
  }

  /** Everything up to the end, as it came. */
  async readAll({ toleratesReset = true } = {}): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    for (;;) {
      const chunk = new Uint8Array(64 * 1024);
      const count = await this.conn.read(chunk).catch((error) => {
        if (!toleratesReset) throw error;
        return nullIfReset(error);
      });
      if (count === null) return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
      chunks.push(chunk.subarray(0, count));
    }
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // The test has closed it already.
    }
  }
}

/** A UDP socket of its own, whose address is the peer. */
export class DatagramConnection implements Connection {
  readonly socket: Deno.DatagramConn;
  readonly #server: Deno.NetAddr;
  readonly #goodbye: Uint8Array;
  readonly #buffer = new Uint8Array(65_536);
  #isClosed = false;

  /** @param goodbye The message that makes the server forget this address. */
  constructor(
    port: number,
    { goodbye, hostname = "127.0.0.1" }: { goodbye: string; hostname?: string },
  ) {
    this.socket = Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
    this.#server = { transport: "udp", hostname, port };
    this.#goodbye = new TextEncoder().encode(goodbye);
  }

  async send(body: Uint8Array): Promise<void> {
    await this.socket.send(body, this.#server);
  }

  async receive(): Promise<Uint8Array | undefined> {
    const [datagram] = await this.socket.receive(this.#buffer);
    return datagram.slice();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.send(this.#goodbye);
    this.socket.close();
  }
}

function nullIfReset(error: unknown): null {
  if (error instanceof Deno.errors.ConnectionReset) return null;
  throw error;
}
