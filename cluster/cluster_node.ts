import type { StateMachine, TransportName } from "../hub/mod.ts";
import { SEQS_PER_BUNDLE } from "./bundle.ts";
import { ClusterError } from "./cluster_error.ts";
import { ClusterHistory } from "./cluster_history.ts";
import type { ClusterConfig, ClusterNodeOptions } from "./cluster_node_options.ts";
import { ClusterOrder } from "./cluster_order.ts";
import { connectToNats } from "./jetstream/connection.ts";
import { JetStreamLog } from "./jetstream/jetstream_log.ts";
import { type LogStream, openLogStream } from "./jetstream/log_stream.ts";
import { SignalSubject } from "./jetstream/signal_subject.ts";
import { SnapshotObjects } from "./jetstream/snapshot_objects.ts";
import { NodeAddresses } from "./liveness/node_addresses.ts";
import { NodeLiveness } from "./liveness/node_liveness.ts";
import type { SignOfLife } from "./liveness/sign_of_life.ts";
import { LOG_GONE, OTHER_HUB, ROLLED_BACK } from "./log_sentences.ts";
import { ReadProgress } from "./read_progress.ts";
import { restoreNewest } from "./snapshot/restore_newest.ts";
import { Snapshots } from "./snapshot/snapshots.ts";
import { type SnapshotSource, takeClusterSnapshot } from "./snapshot/take_cluster_snapshot.ts";
import type { NatsConnection } from "@nats-io/transport-node";

/** Numbers of nodes are below this: JSON and the log hold them exactly. */
const NODE_NUMBERS = 2 ** 48;

/** Most bytes of entries that wait for the log, before the node stops reading from its clients. */
export const CLUSTER_QUEUE_MAX_BYTES = 4 * 1024 * 1024;

/** Time in which a node that stops tells the others so, and ends a snapshot, in milliseconds. */
const LEAVE_TIMEOUT_MS = 3_000;

/** One node of a hub of several nodes: its order, its history, and its way to the others. */
export class ClusterNode {
  readonly history: ClusterHistory;
  readonly #config: ClusterConfig;
  readonly #options: ClusterNodeOptions;
  readonly #connection: NatsConnection;
  readonly #liveness = new NodeLiveness();
  readonly #addresses = new NodeAddresses();
  readonly #log: JetStreamLog;
  readonly #signals: SignalSubject;
  readonly #objects: SnapshotObjects;
  readonly #snapshots: Snapshots;
  #source: SnapshotSource | undefined;
  #sent = 0;
  readonly #progress = new ReadProgress();
  #isClosing = false;
  #hasFailed = false;

  private constructor(
    config: ClusterConfig,
    options: ClusterNodeOptions,
    connection: NatsConnection,
    stream: LogStream,
    objects: SnapshotObjects,
  ) {
    this.#config = config;
    this.#options = options;
    this.#connection = connection;
    this.history = new ClusterHistory(options.store, stream.epoch);
    this.#log = new JetStreamLog(connection, stream, {
      receive: (bytes, position, timeMs) => this.#receive(bytes, position, timeMs),
      onWriteFailure: options.onOutage,
      onWriteRecovery: options.onRecovery,
      congested: () => options.store.congested,
      onGap: () => this.#fail(LOG_GONE),
      onRollback: () => this.#fail(ROLLED_BACK),
    });
    this.#signals = new SignalSubject(connection, stream.subject);
    this.#objects = objects;
    this.#snapshots = new Snapshots({
      everyBytes: config.snapshotEveryBytes,
      objects,
      take: () => takeClusterSnapshot(this.#source!, this.#log.position),
      purge: (position) => this.#log.purge(position),
      announce: (snapshot) => this.#order?.reportSnapshot(snapshot),
      // A node that stops without NATS has said so already.
      onFailure: (reason) => this.#isClosing || options.onSnapshotFailure(reason),
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
    const { copy, limits, newEpoch } = options;
    try {
      const stream = await openLogStream(connection, { clusterName, replicas, limits, newEpoch });
      if (copy.newestSeq > 0 && copy.epoch !== stream.epoch) throw new ClusterError(OTHER_HUB);
      const objects = await SnapshotObjects.open(connection, {
        clusterName,
        epoch: stream.epoch,
        replicas,
      });
      return new ClusterNode(config, options, connection, stream, objects);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Makes the order of the hub, which the hub is built on. */
  orderOf(machine: StateMachine): ClusterOrder {
    const { accounts, copy, requestFlush, onBug, store } = this.#options;
    const order = new ClusterOrder({
      machine,
      history: this.history,
      send: (bundle) => this.#send(bundle),
      sendSignal: (text) => this.#signals.send(text, this.#options.now()),
      requestFlush,
      onLost: () => this.#lose(),
      onSnapshot: (snapshot) => this.#snapshots.announced(snapshot),
      onBug,
      queueMaxBytes: CLUSTER_QUEUE_MAX_BYTES,
    });
    this.#source = { machine, accounts, order, store, copy };
    return order;
  }

  get #order(): ClusterOrder | undefined {
    return this.#source?.order;
  }

  /**
   * Starts from the newest snapshot, reads the log up to its end, and joins. Peers may come when this
   * resolves.
   *
   * @throws {ClusterError} The snapshot can't be used, or is newer than the log.
   */
  async start(): Promise<void> {
    this.#log.hearAlive((sign) => this.#heard(sign));
    const snapshot = await restoreNewest(this.#source!, this.#objects);
    if (snapshot !== undefined) this.#snapshots.announced(snapshot);
    const { position } = snapshot ?? { position: 0 };
    const { newestSeq } = this.#options.copy;
    this.history.resume(newestSeq);
    const { last } = await this.#log.bounds();
    if (position > last || newestSeq >= (last + 1) * SEQS_PER_BUNDLE) {
      throw new ClusterError(ROLLED_BACK);
    }
    this.#log.read(position);
    await this.#progress.until(() => this.#log.position >= last);
    await this.#join();
    this.#signals.hear((text) => this.#receiveSignal(text));
  }

  /** Sends what was submitted in this turn. */
  flush(): void {
    this.#order?.flush();
  }

  /** Says that this node lives, and looks if the others do. Called once a second. */
  tick(): void {
    const order = this.#order;
    if (order?.node === undefined || this.#hasFailed) return;
    this.#sayAlive();
    const alive = this.#alive;
    this.#addresses.keep(alive);
    const nowMs = this.#options.now();
    for (const node of this.#liveness.silent(alive, order.node, nowMs)) order.reportLost(node);
  }

  /** Leaves the others, once they have what was submitted, or after a while without them. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const left = this.#leave();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LEAVE_TIMEOUT_MS);
    });
    // A snapshot that isn't whole by then is none: another node writes the next one.
    await Promise.race([left.then(() => this.#snapshots.idle()), timeout]);
    clearTimeout(timer);
    this.#signals.close();
    await this.#log.close();
  }

  /** Tells the others that this node leaves, and resolves when the log has it. */
  async #leave(): Promise<void> {
    const order = this.#order;
    if (order?.node === undefined) return;
    order.reportLost(order.node);
    order.flush();
    await this.#progress.until(() => order.node === undefined);
  }

  /** True if NATS is there and answers, and this node has joined. */
  get isReady(): boolean {
    const node = this.#order?.node;
    return this.#log.isConnected && node !== undefined && !this.#hasFailed &&
      this.#liveness.hearsItself(node, this.#options.now());
  }

  /** Returns addresses of the other living nodes, for peers of a transport. */
  otherAddresses(transport: TransportName): string[] {
    const alive = this.#alive;
    const first = this.#options.random(Math.max(1, alive.length));
    return this.#addresses.others(alive, this.#order?.node, transport, first);
  }

  get behindBundles(): number {
    return this.#log.behindBundles;
  }

  get waitingEntries(): number {
    return this.#order?.waitingEntries ?? 0;
  }

  /** The attempts to write a snapshot that failed, on this node. */
  get snapshotFailures(): number {
    return this.#snapshots.failures;
  }

  get nodes(): number {
    return this.#order?.nodes.size ?? 0;
  }

  /** The nodes that the log holds for alive. */
  get #alive(): number[] {
    return [...this.#order?.nodes.entries() ?? []].map(([node]) => node);
  }

  #sayAlive(): void {
    const node = this.#order?.node;
    if (node !== undefined) this.#log.sayAlive({ node, addresses: this.#config.advertised });
  }

  #heard(sign: SignOfLife): void {
    this.#liveness.heard(sign.node, this.#options.now());
    // A node that has just come needn't wait a second for this node's addresses.
    if (this.#addresses.heard(sign) && sign.node !== this.#order?.node) this.#sayAlive();
  }

  async #join(): Promise<void> {
    this.#sent = 0;
    const number = 1 + this.#options.random(NODE_NUMBERS - 1);
    await this.#order!.join(number, this.#config.nodeName);
    this.#sayAlive();
  }

  #receive(bytes: Uint8Array, position: number, timeMs: number): void {
    const order = this.#order!;
    if (this.#hasFailed) return;
    try {
      order.receive(bytes, position, timeMs);
    } catch (error) {
      if (error instanceof ClusterError) return this.#fail(error.message);
      this.#options.onBug(error);
    }
    this.#snapshots.received(bytes.length);
    const [oldest] = order.nodes.entries();
    const isOldest = order.node !== undefined && oldest?.[0] === order.node;
    if (isOldest) this.#snapshots.writeIfDue(position, this.#options.now());
    this.#progress.advanced();
  }

  /** Applies no more: this node's state would become another one than that of the others. */
  #fail(sentence: string): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onFatal(sentence);
  }

  #receiveSignal(text: string): void {
    try {
      this.#order!.receiveSignal(text);
    } catch (error) {
      this.#options.onBug(error);
    }
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
