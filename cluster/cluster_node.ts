import type { History, StateMachine } from "../hub/mod.ts";
import { ClusterHistory } from "./cluster_history.ts";
import { ClusterOrder } from "./cluster_order.ts";
import { connectToNats, type NatsOptions } from "./jetstream/connection.ts";
import { JetStreamLog } from "./jetstream/jetstream_log.ts";
import { type LogStream, openLogStream } from "./jetstream/log_stream.ts";
import { NodeLiveness } from "./liveness.ts";
import type { NatsConnection } from "@nats-io/transport-node";

/** Numbers of nodes are below this: JSON and the log hold them exactly. */
const NODE_NUMBERS = 2 ** 48;

/** Most bytes of entries that wait for the log, before the node stops reading from its clients. */
export const CLUSTER_QUEUE_MAX_BYTES = 4 * 1024 * 1024;

/** Time in which a node that stops tells the others so, in milliseconds. */
const LEAVE_TIMEOUT_MS = 3_000;

/** The cluster that a node takes part in. */
export interface ClusterConfig extends NatsOptions {
  /** The name of the hub that the nodes are. */
  readonly name: string;
  /** Servers of NATS that keep each entry: 1, 3 or 5. */
  readonly replicas: number;
  /** The name of this node, for people. */
  readonly nodeName: string;
}

/** The parts of a server that its node works with. */
export interface ClusterNodeOptions {
  /** Keeps this node's copy of the messages. */
  readonly store: History;
  /** The hub's limits, which have to be equal on all nodes. */
  readonly limits: Readonly<Record<string, unknown>>;
  /** Milliseconds that go on steadily. */
  readonly now: () => number;
  /** Returns a whole random number below `end`. */
  readonly random: (end: number) => number;
  readonly newEpoch: () => string;
  /** Called when the hub has something to deliver or to send. */
  readonly requestFlush: () => void;
  readonly onBug: (error: unknown) => void;
  /** The log can't be written at the moment. */
  readonly onOutage: (reason: string) => void;
  /** The other nodes held this one for dead: its connections have to end. */
  readonly onLost: () => void;
}

/** One node of a hub of several nodes: its order, its history, and its way to the others. */
export class ClusterNode {
  readonly history: ClusterHistory;
  readonly #config: ClusterConfig;
  readonly #options: ClusterNodeOptions;
  readonly #connection: NatsConnection;
  readonly #stream: LogStream;
  readonly #liveness = new NodeLiveness();
  readonly #log: JetStreamLog;
  #order: ClusterOrder | undefined;
  #sent = 0;
  #onPosition: (() => void) | undefined;
  #isClosing = false;

  private constructor(
    config: ClusterConfig,
    options: ClusterNodeOptions,
    connection: NatsConnection,
    stream: LogStream,
  ) {
    this.#config = config;
    this.#options = options;
    this.#connection = connection;
    this.#stream = stream;
    this.history = new ClusterHistory(options.store, stream.epoch);
    this.#log = new JetStreamLog(connection, stream, {
      receive: (bytes, position, timeMs) => this.#receive(bytes, position, timeMs),
      onWriteFailure: options.onOutage,
    });
  }

  /**
   * Connects to NATS, and finds or makes the log.
   *
   * @throws {ClusterError} This node can't take part.
   */
  static async open(config: ClusterConfig, options: ClusterNodeOptions): Promise<ClusterNode> {
    const connection = await connectToNats(config, `hubbub ${config.name} ${config.nodeName}`);
    const { name: clusterName, replicas } = config;
    const { limits, newEpoch } = options;
    try {
      const stream = await openLogStream(connection, { clusterName, replicas, limits, newEpoch });
      return new ClusterNode(config, options, connection, stream);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Makes the order of the hub, which the hub is built on. */
  orderOf(machine: StateMachine): ClusterOrder {
    const { requestFlush, onBug } = this.#options;
    return this.#order = new ClusterOrder({
      machine,
      history: this.history,
      send: (bundle) => this.#send(bundle),
      requestFlush,
      onLost: () => this.#lose(),
      onBug,
      queueMaxBytes: CLUSTER_QUEUE_MAX_BYTES,
    });
  }

  /** Reads the log up to its end, and joins. Peers may come when this resolves. */
  async start(): Promise<void> {
    this.#log.hearAlive((node) => this.#liveness.heard(node, this.#options.now()));
    this.#log.read(0);
    await new Promise<void>((resolve) => {
      this.#onPosition = () => {
        if (this.#log.position < this.#stream.lastPosition) return;
        this.#onPosition = undefined;
        resolve();
      };
      this.#onPosition();
    });
    await this.#join();
  }

  /** Sends what was submitted in this turn. */
  flush(): void {
    this.#order?.flush();
  }

  /** Says that this node lives, and looks if the others do. Called once a second. */
  tick(): void {
    const order = this.#order;
    if (order?.node === undefined) return;
    this.#log.sayAlive(order.node);
    const alive = [...order.nodes.entries()].map(([node]) => node);
    const nowMs = this.#options.now();
    for (const node of this.#liveness.silent(alive, order.node, nowMs)) order.reportLost(node);
  }

  /** Leaves the others, once they have what was submitted, or after a while without them. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const order = this.#order;
    if (order?.node !== undefined) {
      order.reportLost(order.node);
      order.flush();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, LEAVE_TIMEOUT_MS);
      });
      await Promise.race([this.#hasLeft(order), timeout]);
      clearTimeout(timer);
    }
    await this.#log.close();
  }

  /** True if NATS is there, and this node has joined. */
  get isReady(): boolean {
    return this.#log.isConnected && this.#order?.node !== undefined;
  }

  get behindBundles(): number {
    return this.#log.behindBundles;
  }

  get waitingEntries(): number {
    return this.#order?.waitingEntries ?? 0;
  }

  get nodes(): number {
    return this.#order?.nodes.size ?? 0;
  }

  #hasLeft(order: ClusterOrder): Promise<void> {
    return new Promise((resolve) => {
      this.#onPosition = () => {
        if (order.node === undefined) resolve();
      };
    });
  }

  async #join(): Promise<void> {
    this.#sent = 0;
    const number = 1 + this.#options.random(NODE_NUMBERS - 1);
    await this.#order!.join(number, this.#config.nodeName);
  }

  #receive(bytes: Uint8Array, position: number, timeMs: number): void {
    try {
      this.#order!.receive(bytes, position, timeMs);
    } catch (error) {
      this.#options.onBug(error);
    }
    this.#onPosition?.();
  }

  #send(bundle: Uint8Array): void {
    const order = this.#order!;
    const { node } = order;
    const id = `${node}-${++this.#sent}`;
    this.#log.write(bundle, id, () => order.node === node);
  }

  #lose(): void {
    if (this.#isClosing) return;
    this.#options.onLost();
    this.#join();
  }
}
