/** What arrives, as far as these tests look at it. */
export interface Heard {
  readonly name: string;
  readonly msg: string;
  readonly event?: string;
  readonly to?: string;
  readonly seq?: number;
  readonly id?: string;
}

/** A peer that speaks JSON lines over TCP. */
export class TcpPeer {
  readonly #conn: Deno.Conn;
  readonly #heard: Heard[] = [];
  readonly #decoder = new TextDecoder();
  #rest = "";

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Connects, and waits for its welcome. */
  static async join(port: number, name: string): Promise<TcpPeer> {
    const peer = new TcpPeer(await Deno.connect({ hostname: "127.0.0.1", port }));
    await peer.send({ name });
    await peer.next(({ event }) => event === "welcome");
    return peer;
  }

  async send(message: Record<string, unknown>): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  /** Says something, and waits until the hub has kept it. Throws if the hub refuses it. */
  async say(msg: string, to = "#lobby"): Promise<void> {
    const id = crypto.randomUUID();
    await this.send({ msg, to, id });
    const answer = await this.next(({ event, id: of, msg: sentence }) =>
      event === "error" ? of === id : event === "ack" && sentence.includes(id)
    );
    if (answer.event === "error") throw new Error(`The hub refused “${msg}”: ${answer.msg}`);
  }

  async enter(room: string): Promise<void> {
    await this.send({ msg: `/join ${room}` });
    await this.next(({ event, to }) => event === "join" && to === room);
  }

  /** The first of what has arrived, or arrives, that is as wanted; what came before it is dropped. */
  async next(isWanted: (heard: Heard) => boolean): Promise<Heard> {
    for (;;) {
      for (let heard; (heard = this.#heard.shift()) !== undefined;) {
        if (isWanted(heard)) return heard;
      }
      await this.#read();
    }
  }

  close(): void {
    this.#conn.close();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    const count = await this.#conn.read(buffer);
    if (count === null) throw new Error("The hub has closed the connection.");
    this.#rest += this.#decoder.decode(buffer.subarray(0, count), { stream: true });
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) this.#heard.push(JSON.parse(line));
  }
}
