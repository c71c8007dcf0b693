import {
  ClusterHistory,
  ClusterOrder,
  restoreClusterSnapshot,
  type SnapshotSource,
  takeClusterSnapshot,
} from "../../../cluster/mod.ts";
import { Hub, type HubLimits, type Member, MemoryHistory } from "../../../hub/mod.ts";
import { DEFAULT_HUB_LIMITS } from "../../../server/config/mod.ts";
import { MemoryBans } from "../../../store/accounts/memory_bans.ts";
import { MemoryHooks } from "../../../store/accounts/memory_hooks.ts";
import { PlainAccounts } from "../../support/hub/plain_accounts.ts";
import { MemoryPeer } from "../../support/hub/memory_peer.ts";
import type { SimulatedLog } from "./simulated_log.ts";

/** The names that clients of a simulation use. */
export const NAMES = ["ada", "bob", "cleo", "dora"];

/** Most bytes that wait for the log, before a node reads no more from its clients. */
export const SIMULATED_QUEUE_MAX_BYTES = 1024 * 1024;

const EPOCH = "epoch-1";

/** One node of a simulated cluster: a whole hub without sockets, clocks or a network. */
export class SimulatedNode {
  readonly hub: Hub;
  readonly history: ClusterHistory;
  readonly order: ClusterOrder;
  /** The bundle under way to the log. */
  outgoing: Uint8Array | undefined;
  /** The signals that are on their way to the other nodes. */
  readonly signals: string[] = [];
  /** True while the node sleeps: it neither reads the log nor writes to it. */
  isPaused = false;
  /** The position of the next bundle to read. */
  next = 1;
  /** True once the others held the node for dead, until it has joined again. */
  isLost = false;
  operator: Member | undefined;
  /** The peers that are connected to this node. */
  readonly members = new Set<Member>();
  #isFlushWanted = false;
  #tokens = 0;
  readonly #source: SnapshotSource;

  constructor(
    readonly log: SimulatedLog,
    readonly name: string,
    limits: Partial<HubLimits> = {},
    /** The node's own disk, as an earlier node may have left it. */
    readonly store: MemoryHistory = new MemoryHistory({
      retainMessages: 10_000,
      retainBytes: 1e9,
      epoch: EPOCH,
    }),
  ) {
    const accounts = new PlainAccounts();
    const history = this.history = new ClusterHistory(store, EPOCH);
    let source: SnapshotSource;
    this.hub = new Hub({
      history,
      limits: { ...DEFAULT_HUB_LIMITS, ...limits },
      accounts,
      bans: new MemoryBans(),
      hooks: new MemoryHooks(),
      hashToken: (token) => `hash of ${token}`,
      hashKey: [1, 2],
      newToken: () => `${name}-${log.newNumber()}-${++this.#tokens}`,
      requestFlush: () => this.#isFlushWanted = true,
      onBug: fail,
    }, (machine) => {
      const order = new ClusterOrder({
        machine,
        history,
        send: (bundle) => this.outgoing = bundle.slice(),
        sendSignal: (text) => this.signals.push(text),
        requestFlush: () => this.#isFlushWanted = true,
        onLost: () => this.#lose(),
        onSnapshot: () => {},
        onBug: fail,
        queueMaxBytes: SIMULATED_QUEUE_MAX_BYTES,
      });
      source = { machine, accounts, order, store, copy: store };
      return order;
    });
    this.#source = source!;
    this.order = this.#source.order;
  }

  /** Returns a snapshot of what the node has read. */
  async takeSnapshot(): Promise<Uint8Array[]> {
    return await Array.fromAsync(takeClusterSnapshot(this.#source, this.next - 1));
  }

  /** Starts from a snapshot, or from the log's beginning. */
  async start(blocks: readonly Uint8Array[] | undefined): Promise<void> {
    const { store } = this;
    if (blocks !== undefined) {
      this.next = 1 + await restoreClusterSnapshot(this.#source, ReadableStream.from(blocks));
    }
    this.history.resume(store.newestSeq);
  }

  /** Begins a life of the node. */
  join(): void {
    this.isLost = false;
    this.order.join(this.log.newNumber(), this.name);
    this.turn();
  }

  /** Ends the turn: delivers, and sends what was submitted. */
  turn(): void {
    while (this.#isFlushWanted) {
      this.#isFlushWanted = false;
      this.hub.flush();
      this.order.flush();
    }
  }

  /** Reads the next bundle of the log within the present turn. Returns false if there is none. */
  read(): boolean {
    const bundle = this.log.at(this.next);
    if (bundle === undefined) return false;
    this.order.receive(bundle.bytes, this.next, bundle.timeMs);
    this.next++;
    return true;
  }

  /** Reads bundles, of which the disk takes only so many appends: then it fails, and the node dies. */
  readUntilDeath(bundles: number, appends: number): void {
    const { store } = this;
    const append = store.append.bind(store);
    let left = appends;
    store.append = (batches, onPersisted) => {
      if (left-- > 0) append(batches, onPersisted);
    };
    for (let i = 0; i < bundles && this.read(); i++);
    this.turn();
    store.append = append;
  }

  /** The state that all nodes must agree on, as text. */
  digest(): string {
    const { accounts, bans, directory, hooks, rooms } = this.hub;
    const names = [...directory.values()].map((
      { name, fold, ref, current, session, rooms, isOperator },
    ) =>
      [name, fold, ref, isOperator, session, current?.name, [...rooms].map((room) => room.name)]
        .join(" ")
    );
    const seats = [...rooms.values()].map(({ name, members }) =>
      `${name}: ${[...members].map((member) => `${member.name}/${member.ref}`)}`
    );
    const nodes = [...this.order.nodes.entries()].map(([node, { lastNumber, members }]) =>
      `${node} ${lastNumber} ${
        [...members].filter(([, { attached }]) => attached).map(([ref]) => ref)
      }`
    );
    const registered = NAMES.map((name) => {
      const account = accounts.get(name);
      return account && [name, account.createdMs, account.sinceSeq, account.leftSeq].join(" ");
    });
    const banned = JSON.stringify(bans.list(this.log.at(this.next - 1)?.timeMs ?? 0));
    const hooked = JSON.stringify([...hooks.values()]);
    const led = [rooms.charters.hub, ...rooms.charters.values()].map((charter) =>
      JSON.stringify(charter.record())
    );
    const ledNow = [...rooms.values()].map(({ name, charter, topic }) =>
      `${name} ${charter?.owner} ${topic?.text}`
    );
    return [
      this.history.lastSeq,
      banned,
      hooked,
      ...led,
      ...ledNow,
      ...registered,
      ...names,
      ...seats,
      ...nodes,
      ...this.hub.audit.records().map((one) => JSON.stringify(one)),
    ].join("\n");
  }

  /** Seats the operator of this node, if it has none. */
  async attachOperator(timeMs: number): Promise<void> {
    if (this.operator !== undefined || this.isLost) return;
    this.operator = await this.hub.attachOperator(new MemoryPeer({ transport: "hub" }), timeMs);
  }

  #lose(): void {
    this.operator = undefined;
    this.isLost = true;
    this.outgoing = undefined;
  }
}

/** Lets nodes write to the log and read it until nothing is under way. */
export function settle(...nodes: readonly SimulatedNode[]): void {
  for (let isBusy = true; isBusy;) {
    isBusy = false;
    for (const node of nodes) {
      node.turn();
      if (node.outgoing !== undefined) node.log.append(node.outgoing);
      node.outgoing = undefined;
      while (node.read()) isBusy = true;
    }
  }
}

function fail(error: unknown): never {
  throw error;
}
