import { Chatter, type Speech } from "../../support/peers/chatter.ts";
import type { Connection } from "../../support/peers/connection.ts";
import type { Operator } from "../../support/hub/operator.ts";
import type { TestServer } from "../../support/server/test_server.ts";

/** A transport and the dialect spoken over it, as the contract has to know them. */
export interface ContractTransport {
  /** Stands in the tests' names. */
  readonly name: string;
  /** The flags that switch it on, and no other transport: `["--tcp", "0"]`. */
  readonly flags: readonly string[];
  /** Lines of text have no fields: clauses about fields don't apply to them. */
  readonly speech: Speech;
  /** False for datagrams, which have no end that the other side could see. */
  readonly hasEnd: boolean;
  /** The number of messages that the transport carries at once without losing one. */
  readonly burst: number;
  /** The sentences that can't hold for its dialect. */
  readonly lacks?: readonly string[];
  connect(server: TestServer): Promise<Connection>;
  /** Starts the hub. Absent: one server. Clients are spread over the servers that it returns. */
  start?(flags: readonly string[]): Promise<ContractHub>;
  /** The reason against the tests. Absent: they need sockets. */
  readonly reason?: string | undefined;
}

/** The servers that are one hub. */
export interface ContractHub extends AsyncDisposable {
  readonly servers: readonly TestServer[];
}

/** One test's server and clients. */
export class Scene implements AsyncDisposable {
  readonly #connections: Connection[] = [];

  constructor(readonly transport: ContractTransport, readonly hub: ContractHub) {}

  get server(): TestServer {
    return this.hub.servers[0];
  }

  operator(): Promise<Operator> {
    return this.server.operatorOfCluster();
  }

  /** A client that hasn't said anything yet. Each one comes to the next server. */
  async connect(): Promise<Chatter> {
    const { servers } = this.hub;
    const connection = await this.transport.connect(
      servers[this.#connections.length % servers.length],
    );
    this.#connections.push(connection);
    return new Chatter(connection, this.transport.speech);
  }

  async join(name: string): Promise<Chatter> {
    const chatter = await this.connect();
    await chatter.hello(name);
    return chatter;
  }

  /** Clients who know of one another: nobody's arrival is still on its way. */
  async joinAll(...names: string[]): Promise<Chatter[]> {
    const chatters: Chatter[] = [];
    for (const name of names) chatters.push(await this.join(name));
    for (const chatter of chatters) await chatter.sync();
    return chatters;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) await connection.close();
    await this.hub[Symbol.asyncDispose]();
  }
}

/** One sentence of the contract. */
export interface Clause {
  readonly sentence: string;
  /** Returns true for the transports that the clause holds for. Absent: it holds for all. */
  readonly appliesTo?: (transport: ContractTransport) => boolean;
  readonly flags?: readonly string[];
  readonly run: (scene: Scene) => Promise<void>;
}
