import { assert } from "@std/assert";

/** What a peer hears. */
export interface Heard {
  readonly name: string;
  readonly msg: string;
  readonly event?: string;
  readonly to?: string;
}

/** A test that waits so long, in milliseconds, has failed. */
const DEADLINE_MS = 40_000;

/** Another peer, which speaks lines of JSON and hears what the program under test says. */
export class Witness implements Disposable {
  readonly heard: Heard[] = [];
  readonly #conn: Deno.Conn;
  readonly #decoder = new TextDecoder();
  readonly #deadline: ReturnType<typeof setTimeout>;
  #rest = "";

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.#deadline = setTimeout(() => conn.close(), DEADLINE_MS);
  }

  /** Joins the lobby, and resolves once the hub has said so. */
  static async join(port: number, name = "witness"): Promise<Witness> {
    const witness = new Witness(await Deno.connect({ port }));
    await witness.say({ name });
    await witness.until(({ event }) => event === "welcome");
    return witness;
  }

  /** Its address as the hub's log and trace show it. */
  get remote(): string {
    const { hostname, port } = this.#conn.localAddr as Deno.NetAddr;
    return `tcp ${hostname}:${port}`;
  }

  async say(message: Record<string, unknown>): Promise<void> {
    const bytes = new TextEncoder().encode(`${JSON.stringify(message)}\n`);
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  /** Reads on until something fits that hasn't been waited for before. */
  async until(fits: (heard: Heard) => boolean): Promise<Heard> {
    for (;;) {
      const next = await this.#next();
      this.heard.push(next);
      if (fits(next)) return next;
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#deadline);
    try {
      this.#conn.close();
    } catch {
      // The deadline has closed it: the test has failed by now.
    }
  }

  async #next(): Promise<Heard> {
    const buffer = new Uint8Array(64 * 1024);
    for (;;) {
      const lf = this.#rest.indexOf("\n");
      if (lf >= 0) {
        const line = this.#rest.slice(0, lf);
        this.#rest = this.#rest.slice(lf + 1);
        return JSON.parse(line) as Heard;
      }
      const count = await this.#conn.read(buffer).catch(() => null);
      assert(count !== null, `that never came; heard: ${JSON.stringify(this.heard, null, 1)}`);
      this.#rest += this.#decoder.decode(buffer.subarray(0, count), { stream: true });
    }
  }
}
