import { Chatter, type Received } from "../support/peers/chatter.ts";
import { connectTcp } from "../support/peers/connect.ts";
import type { Wire } from "../support/peers/wire.ts";
import type { Ledger } from "./ledger.ts";
import type { Random } from "../support/random.ts";

/** The most messages that wait for their acks. */
const WINDOW = 64;

/** Sends messages as fast as it can, each with an id, and retries those without an ack. */
export class HastyClient {
  readonly #name: string;
  readonly #ledger: Ledger;
  /** The number of the last acknowledged text; all below are acknowledged, too. */
  #ackedNumber = 0;

  constructor(name: string, readonly wire: Wire, ledger: Ledger) {
    this.#name = name;
    this.#ledger = ledger;
  }

  /** Connects under its name. */
  async arrive(tcpPort: number): Promise<Chatter> {
    const chatter = new Chatter(await connectTcp({ tcpPort }, this.wire), "json");
    this.#ledger.welcomed(await chatter.hello(this.#name));
    return chatter;
  }

  /** Talks until the server dies. */
  async talk(chatter: Chatter, random: Random): Promise<void> {
    let sent = this.#ackedNumber;
    try {
      if (sent > 0) await this.#say(chatter, 1 + random.below(sent));
      for (;;) {
        while (sent < this.#ackedNumber + WINDOW) await this.#say(chatter, ++sent);
        const received = await chatter.next();
        if (received === undefined) return;
        this.#handle(received);
      }
    } catch (error) {
      if (!isDisconnection(error)) throw error;
      await this.#readRest(chatter);
    } finally {
      await chatter.connection.close();
    }
  }

  /** Reads the bytes that had come before the end. */
  async #readRest(chatter: Chatter): Promise<void> {
    for (let one; (one = await chatter.next()) !== undefined;) this.#handle(one);
  }

  async #say(chatter: Chatter, number: number): Promise<void> {
    await chatter.send({ msg: this.#textOf(number), id: `${this.#name}-${number}` });
  }

  #handle(received: Received): void {
    const { event, id, seq, name } = received;
    if (event === "ack") {
      const number = Number(String(id).split("-")[1]);
      this.#ledger.acknowledged(this.#textOf(number), seq!);
      // The retry of an old text is acknowledged again; all others come in order.
      if (number > this.#ackedNumber + 1) throw new Error(`${id} is acknowledged too early`);
      this.#ackedNumber = Math.max(this.#ackedNumber, number);
    } else if (name !== "server") this.#ledger.heardLive(this.#name, received);
    else if (event === "error") throw new Error(received.msg);
  }

  #textOf(number: number): string {
    return `${this.#name} ${number}`;
  }
}

function isDisconnection(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
}
