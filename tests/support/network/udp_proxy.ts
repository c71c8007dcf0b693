/** A UDP proxy for one client that loses some datagrams and doubles others. */
export class UdpProxy implements AsyncDisposable {
  lost = 0;
  readonly #near = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #far = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #running: Promise<unknown>;
  #client: Deno.Addr | undefined;
  #count = 0;

  /** @param period Of so many datagrams one is lost, and another comes twice. */
  constructor(readonly targetPort: number, readonly period: number) {
    this.#running = Promise.all([this.#up(), this.#down()]);
  }

  get port(): number {
    return (this.#near.addr as Deno.NetAddr).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#near.close();
    this.#far.close();
    await this.#running;
  }

  async #up(): Promise<void> {
    const hub: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port: this.targetPort };
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
