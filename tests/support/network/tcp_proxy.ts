/** A TCP proxy whose connections a test can end, as a network does when a train enters a tunnel. */
export class TcpProxy implements AsyncDisposable {
  /** The number of connections that {@linkcode TcpProxyOptions.bytesUntilCut} ended. */
  cuts = 0;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #conns = new Set<Deno.Conn>();
  readonly #bytesUntilCut: () => number;
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #running: Promise<void>;
  #isCut = false;

  /** @param targetPort The port on this machine to which connections lead. */
  constructor(
    readonly targetPort: number,
    { bytesUntilCut = () => Infinity, onBytes = () => {} }: TcpProxyOptions = {},
  ) {
    this.#bytesUntilCut = bytesUntilCut;
    this.#onBytes = onBytes;
    this.#running = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Ends all connections, and each new one at once. */
  cut(): void {
    this.#isCut = true;
    this.#closeAll();
  }

  /** Lets new connections through again. */
  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.#closeAll();
    await this.#running;
  }

  async #serve(): Promise<void> {
    const running: Promise<void>[] = [];
    for await (const near of this.#listener) {
      if (this.#isCut) near.close();
      else running.push(this.#relay(near));
    }
    await Promise.all(running);
  }

  async #relay(near: Deno.Conn): Promise<void> {
    this.#conns.add(near);
    const far = await this.#dial();
    if (far === undefined) return this.#close(near);
    this.#conns.add(far);
    const life = { bytesLeft: this.#bytesUntilCut() };
    const toTarget = this.#copy(near, far, life, this.#onBytes);
    await Promise.all([toTarget, this.#copy(far, near, life)]);
  }

  async #dial(): Promise<Deno.Conn | undefined> {
    try {
      return await Deno.connect({ hostname: "127.0.0.1", port: this.targetPort });
    } catch (error) {
      // The server is being restarted.
      if (error instanceof Deno.errors.ConnectionRefused) return undefined;
      throw error;
    }
  }

  async #copy(
    from: Deno.Conn,
    to: Deno.Conn,
    life: { bytesLeft: number },
    onBytes: (bytes: Uint8Array) => void = () => {},
  ): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let count; life.bytesLeft > 0 && (count = await from.read(buffer)) !== null;) {
        const part = Math.min(count, life.bytesLeft);
        life.bytesLeft -= part;
        if (life.bytesLeft === 0) this.cuts++;
        onBytes(buffer.subarray(0, part));
        for (let at = 0; at < part;) at += await to.write(buffer.subarray(at, part));
      }
    } catch {
      // Either side was closed.
    }
    this.#close(from);
    this.#close(to);
  }

  #closeAll(): void {
    for (const conn of this.#conns) this.#close(conn);
  }

  #close(conn: Deno.Conn): void {
    if (this.#conns.delete(conn)) conn.close();
  }
}

/** The treatment of a {@linkcode TcpProxy}'s connections. */
export interface TcpProxyOptions {
  /** Returns the bytes, of both directions, after which the next connection is cut. Absent: none is. */
  readonly bytesUntilCut?: () => number;
  /** Called with bytes on their way to the target. It may cut the proxy: they don't arrive then. */
  readonly onBytes?: (bytes: Uint8Array) => void;
}
