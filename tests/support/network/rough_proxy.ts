/** Passes TCP connections on to a port, and cuts each after so many bytes, wherever that falls. */
export class CuttingProxy implements AsyncDisposable {
  cuts = 0;
  isPatient = false;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #conns = new Set<Deno.Conn>();
  readonly #running: Promise<void>;

  /** @param nextCutBytes After how many bytes, both ways together, the next connection is cut. */
  constructor(readonly port: number, readonly nextCutBytes: () => number) {
    this.#running = this.#serve();
  }

  get url(): string {
    return `tcp://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Cuts whatever there is. */
  cut(): void {
    for (const conn of this.#conns) closeQuietly(conn);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#running;
  }

  async #serve(): Promise<void> {
    const running: Promise<void>[] = [];
    for await (const near of this.#listener) running.push(this.#pass(near));
    await Promise.all(running);
  }

  async #pass(near: Deno.Conn): Promise<void> {
    const far = await Deno.connect({ hostname: "127.0.0.1", port: this.port }).catch(() => {});
    if (far === undefined) return closeQuietly(near);
    this.#conns.add(near).add(far);
    let leftBytes = this.nextCutBytes();
    const copy = async (from: Deno.Conn, to: Deno.Conn) => {
      const buffer = new Uint8Array(4096);
      try {
        for (let count; (count = await from.read(buffer)) !== null;) {
          const part = this.isPatient ? count : Math.min(count, leftBytes);
          for (let at = 0; at < part;) at += await to.write(buffer.subarray(at, part));
          leftBytes -= part;
          if (leftBytes > 0 || this.isPatient) continue;
          this.cuts++;
          break;
        }
      } catch {
        // Either side is gone: so is the other then.
      }
      closeQuietly(near);
      closeQuietly(far);
    };
    await Promise.all([copy(near, far), copy(far, near)]);
    this.#conns.delete(near);
    this.#conns.delete(far);
  }
}

/** Passes datagrams of one client on to a port, loses some and doubles others. */
export class LosingProxy implements AsyncDisposable {
  lost = 0;
  readonly #near = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #far = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #running: Promise<unknown>;
  #client: Deno.Addr | undefined;
  #count = 0;

  /** @param port The hub's. Of every `period` datagrams one is lost, and another comes twice. */
  constructor(readonly port: number, readonly period: number) {
    this.#running = Promise.all([this.#up(), this.#down()]);
  }

  get url(): string {
    return `udp://127.0.0.1:${(this.#near.addr as Deno.NetAddr).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#near.close();
    this.#far.close();
    await this.#running;
  }

  async #up(): Promise<void> {
    const hub: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port: this.port };
    for await (const [datagram, from] of this.#near) {
      this.#client = from;
      for (let i = this.#copies(); i > 0; i--) await this.#far.send(datagram, hub);
    }
  }

  async #down(): Promise<void> {
    for await (const [datagram] of this.#far) {
      for (let i = this.#copies(); i > 0; i--) await this.#near.send(datagram, this.#client!);
    }
  }

  #copies(): number {
    const turn = ++this.#count % this.period;
    if (turn === 1) this.lost++;
    return turn === 1 ? 0 : turn === 2 ? 2 : 1;
  }
}

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // Closed before.
  }
}
