import { Connection } from "../../../transports/connection/connection.ts";
import type { Context } from "../../../transports/context.ts";
import { IRC } from "../../../protocol/mod.ts";
import { spliceable } from "../../../batch/mod.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An IRC client on a connection without a socket. */
export class IrcClient {
  readonly connection: Connection;
  readonly #context: Context;
  #heard = "";

  constructor(context: Context, address = "192.0.2.1") {
    this.#context = context;
    this.connection = new Connection(context, {
      transport: "tcp",
      address,
      remote: `tcp ${address}:1`,
      write: (chunks) => {
        for (const chunk of chunks) this.#heard += decoder.decode(chunk, { stream: true });
        return Promise.resolve();
      },
      close: () => {},
    });
    this.connection.speak(IRC);
  }

  /** Registers a client with some capabilities, and drops the greeting. */
  static async registered(context: Context, nick: string, capabilities = ""): Promise<IrcClient> {
    const client = new IrcClient(context);
    if (capabilities !== "") client.sends(`CAP REQ :${capabilities}`);
    client.sends(`NICK ${nick}`, `USER ${nick} 0 * :${nick} of the tests`, "CAP END");
    await client.hears();
    return client;
  }

  sends(...lines: string[]): void {
    for (const line of lines) this.sendsBytes(encoder.encode(line));
  }

  sendsBytes(bytes: Uint8Array): void {
    this.connection.receive(bytes, spliceable(bytes), 0, bytes.length, this.#context.now());
  }

  /** Returns the lines that have come since the last call, once all that was asked is answered. */
  async hears(): Promise<string[]> {
    const { connection } = this;
    const { hub, turn } = this.#context;
    await connection.heldUntil;
    if (connection.member !== undefined) await hub.answered(connection.member);
    // The first turn delivers; the second one writes what a write has left.
    for (let i = 0; i < 3; i++) await turn.next();
    const heard = this.#heard;
    this.#heard = "";
    return heard.split("\r\n").filter((line) => line !== "");
  }

  /** Sends lines, and returns what comes. */
  async asks(...lines: string[]): Promise<string[]> {
    await this.hears();
    this.sends(...lines);
    return await this.hears();
  }
}
