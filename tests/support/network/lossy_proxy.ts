/** A way to a server that can be cut, as a network is when a train enters a tunnel. */
export class LossyProxy implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #conns = new Set<Deno.Conn>();
  readonly #served: Promise<void>;
  #isCut = false;

  /** @param targetPort Where it leads, on this machine. */
  constructor(readonly targetPort: number) {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#served = this.#serve();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Ends all connections, and takes no new ones. */
  cut(): void {
    this.#isCut = true;
    this.#closeAll();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.#closeAll();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const running: Promise<void>[] = [];
    for await (const conn of this.#listener) {
      if (this.#isCut) conn.close();
      else running.push(this.#relay(conn));
    }
    await Promise.all(running);
  }

  async #relay(near: Deno.Conn): Promise<void> {
    this.#conns.add(near);
    const far = await this.#dial();
    if (far === undefined) return this.#close(near);
    this.#conns.add(far);
    await Promise.all([this.#pump(near, far), this.#pump(far, near)]);
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

  async #pump(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    try {
      await from.readable.pipeTo(to.writable);
    } catch {
      // Cut, which is what this is for.
    }
    this.#conns.delete(from);
  }

  #closeAll(): void {
    for (const conn of this.#conns) this.#close(conn);
  }

  #close(conn: Deno.Conn): void {
    this.#conns.delete(conn);
    try {
      conn.close();
    } catch {
      // Closed by its stream already.
    }
  }
}
