import { assert, assertEquals } from "@std/assert";
import { Chatter, type Fields, messagesOf, type Received } from "../../support/peers/chatter.ts";
import { connectTcp, connectUdp } from "../../support/peers/connect.ts";
import type { Connection, StreamConnection } from "../../support/peers/connection.ts";
import { socketTest } from "../../support/gate.ts";
import { startTestServer, type TestServer } from "../../support/server/test_server.ts";
import { pack, type Wire } from "../../support/peers/wire.ts";

const encoder = new TextEncoder();

/** A server on which something goes wrong, and a peer that mustn't notice. */
export class Mishap {
  /** Returns what the witness has heard, without comings and goings. */
  readonly witnessed: Received[] = [];
  readonly #connections: Connection[] = [];

  constructor(readonly server: TestServer, readonly witness: Chatter) {}

  /** A connection on which nothing was sent. */
  async connect(wire: Wire = "frames-le"): Promise<StreamConnection> {
    const connection = await connectTcp(this.server, wire);
    this.#connections.push(connection);
    return connection;
  }

  /** The same with a name. */
  async join(name: string): Promise<{ chatter: Chatter; connection: StreamConnection }> {
    const connection = await this.connect();
    const chatter = new Chatter(connection, "json");
    await chatter.hello(name);
    return { chatter, connection };
  }

  async datagrams(): Promise<Chatter> {
    const connection = await connectUdp(this.server, { goodbye: '{"msg":"/quit"}' });
    this.#connections.push(connection);
    return new Chatter(connection, "json");
  }

  /** A round trip of the witness; what it has heard meanwhile is kept and returned. */
  async syncWitness(): Promise<Received[]> {
    const received = await this.witness.sync();
    this.#keep(received);
    return received;
  }

  /** Reads as the witness until something wanted has come. */
  async witnessUntil(isWanted: (received: Received) => boolean): Promise<void> {
    this.#keep(await this.witness.until(isWanted));
  }

  /** Closes all connections, and finds server and witness as if nothing had been. */
  async aftermath(): Promise<void> {
    for (const connection of this.#connections) await connection.close();
    // The server learns of closed connections in its own time; each question is a round trip.
    for (let rounds = 0;; rounds++) {
      assert(rounds < 1_000, "a name was left behind");
      const answers = await this.witness.ask({ msg: "/who" });
      this.#keep(answers.filter(({ event }) => event !== "who"));
      const who = answers.find(({ event }) => event === "who");
      assert(who !== undefined, "/who is answered");
      const names = (who.peers as string[]).filter((name) => !["time", "echo"].includes(name));
      if (names.length === 1 && names[0] === "witness") break;
    }
    const after = new Chatter(await connectTcp(this.server, "frames-le"), "json");
    await after.hello("afterwards");
    await this.witness.ask({ msg: "all is well" });
    assertEquals(messagesOf(await after.sync()).map(({ msg }) => msg), ["all is well"]);
    await after.connection.close();
  }

  #keep(received: readonly Received[]): void {
    this.witnessed.push(
      ...received.filter(({ event }) => event !== "join" && event !== "leave"),
    );
  }
}

/** The settings of a mishap that may differ. */
export interface MishapOptions {
  readonly flags?: readonly string[];
}

/** Declares a test: what `run` does must leave the server and the witness as they were. */
export function mishapTest(
  sentence: string,
  run: (mishap: Mishap) => Promise<void>,
  { flags = [] }: MishapOptions = {},
): void {
  socketTest(sentence, async () => {
    await using server = await startTestServer(["--tcp", "0", "--udp", "0", ...flags]);
    const witness = new Chatter(await connectTcp(server, "frames-le"), "json");
    await witness.hello("witness");
    const mishap = new Mishap(server, witness);
    try {
      await run(mishap);
      await mishap.aftermath();
    } finally {
      await witness.connection.close();
    }
  });
}

/** One message as it goes over a stream. */
export function packed(fields: Fields, wire: Wire = "frames-le"): Uint8Array {
  return pack(wire, encoder.encode(JSON.stringify(fields)));
}

/** All that comes until the server ends the connection, as messages. */
export async function lastWords(connection: StreamConnection): Promise<Received[]> {
  return await new Chatter(connection, "json").rest();
}
