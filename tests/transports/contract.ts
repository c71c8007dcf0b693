/**
 * What every transport and dialect has to keep, whatever carries it. A file of a few lines runs it
 * for one of them: see `tcp_frames_le_test.ts`.
 *
 * @module
 */

import { Chatter, type Speech } from "../support/peers/chatter.ts";
import type { Connection } from "../support/peers/connection.ts";
import { socketTest } from "../support/gate.ts";
import { startTestServer, type TestServer } from "../support/server/test_server.ts";
import { BUILTINS } from "./contract_builtins.ts";
import { CONVERSATION } from "./contract_conversation.ts";
import { ENDINGS } from "./contract_endings.ts";
import { JSON_FIELDS } from "./contract_json.ts";

/** What the contract needs to know of a transport and the dialect spoken over it. */
export interface ContractTransport {
  /** As the tests' names show it. */
  readonly name: string;
  /** The flags that switch it on, and no other transport: `["--tcp", "0"]`. */
  readonly flags: readonly string[];
  /** Lines of text have no fields, so what needs some isn't asked of them. */
  readonly speech: Speech;
  /** False for datagrams, which have no end that the other side could see. */
  readonly hasEnd: boolean;
  /** How many messages the transport carries at once without losing one. */
  readonly burst: number;
  connect(server: TestServer): Promise<Connection>;
}

/** One test's server and clients. */
export class Scene implements AsyncDisposable {
  readonly #connections: Connection[] = [];

  constructor(readonly transport: ContractTransport, readonly server: TestServer) {}

  /** A client that hasn't said anything yet. */
  async connect(): Promise<Chatter> {
    const connection = await this.transport.connect(this.server);
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
    await this.server.stop();
  }
}

/** One sentence of the contract. */
export interface Clause {
  readonly sentence: string;
  /** Which transports it holds for; absent: all. */
  readonly appliesTo?: (transport: ContractTransport) => boolean;
  readonly flags?: readonly string[];
  readonly run: (scene: Scene) => Promise<void>;
}

/** Declares the contract's tests for one transport. */
export function testContract(transport: ContractTransport): void {
  for (const clause of [...CONVERSATION, ...JSON_FIELDS, ...BUILTINS, ...ENDINGS]) {
    if (clause.appliesTo?.(transport) === false) continue;
    socketTest(`${transport.name}: ${clause.sentence}`, async () => {
      const server = await startTestServer([...transport.flags, ...clause.flags ?? []]);
      await using scene = new Scene(transport, server);
      await clause.run(scene);
    });
  }
}
