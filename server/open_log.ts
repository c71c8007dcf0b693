import { getLogger } from "@logtape/logtape";
import { type ClusterConfig, ClusterError, type ClusterNode } from "../cluster/mod.ts";
import {
  type Accounts,
  type AuditStore,
  type BanStore,
  type CharterStore,
  type History,
  type HookStore,
  type LogCopy,
  MemoryHistory,
} from "../hub/mod.ts";
import {
  type Faults,
  type HashCost,
  MemoryAccounts,
  MemoryBans,
  MemoryHooks,
  openStore,
  type RetentionLimits,
  type Store,
  type StoreOptions,
} from "../store/mod.ts";
import type { ClusterSettings, Config } from "./config/mod.ts";

const logger = getLogger(["hubbub", "server"]);

/** The parts of a server that its log works with. */
export interface LogOptions {
  readonly now: () => number;
  /** Called when the hub has something to deliver or to send. */
  readonly requestFlush: () => void;
  readonly onBug: (error: unknown) => void;
  /** The other nodes held this one for dead: its connections have to end. */
  readonly onLost: () => void;
  /** The server can't go on, for a reason that the sentence tells. */
  readonly onFatal: (sentence: string) => void;
  /** For tests: a disk that can be broken. */
  readonly faults?: Faults;
  /** For tests: cheaper hashes of passwords. */
  readonly hashCost?: HashCost;
}

/** The parts that keep messages, registered names and bans. */
export interface Log {
  readonly history: History;
  readonly accounts: Accounts;
  readonly bans: BanStore;
  readonly hooks: HookStore;
  /** Undefined: the rules of rooms are in memory, or in the log of several nodes. */
  readonly charters: CharterStore | undefined;
  /** Undefined: the audit is in memory, or in the log of several nodes. */
  readonly audit: AuditStore | undefined;
  /** Undefined: this server is the whole hub. */
  readonly node: ClusterNode | undefined;
  /** The data folder of a hub of one node; undefined: it keeps nothing on disk, or NATS keeps it. */
  readonly store: Store | undefined;
  /** Keeps messages by other limits from now on. Messages in memory are kept by those of the start. */
  setRetention(limits: RetentionLimits): void;
  close(): Promise<void>;
}

/**
 * Opens what keeps messages, names and bans: the log in NATS, the folder for data, or memory.
 *
 * @throws {ClusterError} This server can't take part in its cluster.
 * @throws {StoreError} The folder for data can't be used.
 */
export async function openLog(config: Config, options: LogOptions): Promise<Log> {
  if (config.cluster !== undefined) return await openCluster(config, config.cluster, options);
  if (config.dataDir === undefined) {
    return {
      history: memoryHistory(config),
      accounts: memoryAccounts(config, options),
      bans: new MemoryBans(),
      hooks: new MemoryHooks(),
      charters: undefined,
      audit: undefined,
      node: undefined,
      store: undefined,
      setRetention: () => {},
      close: () => Promise.resolve(),
    };
  }
  const store = await openStore(storeOptions(config, config.dataDir, options));
  return { ...store, node: undefined, store };
}

function storeOptions(config: Config, dataDir: string, options: LogOptions): StoreOptions {
  return {
    ...options,
    dataDir,
    limits: config.store,
    isIndexed: config.isSearchIndexed,
    onFailure: (sentence) => logger.error("Messages aren't kept: {sentence}", { sentence }),
    onRecovery: () => logger.info("Messages are kept again"),
    onWarning: (sentence) => logger.warn("{sentence}", { sentence }),
  };
}

function memoryHistory({ retainBytes, store }: Config): MemoryHistory {
  const { retainMessages, directRetainMessages } = store;
  const epoch = crypto.randomUUID();
  return new MemoryHistory({ retainMessages, directRetainMessages, retainBytes, epoch });
}

function memoryAccounts({ store }: Config, { hashCost }: LogOptions): MemoryAccounts {
  return new MemoryAccounts(store.maxAccounts, hashCost);
}

/** A node's copy of the messages. */
interface Copy {
  readonly history: History;
  readonly copy: LogCopy;
  readonly setRetention: Log["setRetention"];
  close(): Promise<void>;
}

async function openCopy(config: Config, options: LogOptions): Promise<Copy> {
  if (config.dataDir === undefined) {
    const history = memoryHistory(config);
    return { history, copy: history, setRetention: () => {}, close: () => Promise.resolve() };
  }
  const store = await openStore({
    ...storeOptions(config, config.dataDir, options),
    isCopy: true,
  });
  const { history, copy, setRetention, close } = store;
  return { history, copy, setRetention, close };
}

/**
 * The log in NATS keeps everything. Names and bans are read anew at each start; this node's copy of the
 * messages is in the folder for data or in memory.
 */
async function openCluster(
  config: Config,
  cluster: ClusterSettings,
  options: LogOptions,
): Promise<Log> {
  const copy = await openCopy(config, options);
  try {
    const accounts = memoryAccounts(config, options);
    // The client library of NATS would make each start slower.
    const { ClusterNode } = await import("../cluster/cluster_node.ts");
    const node = await ClusterNode.open(await clusterConfig(cluster), {
      store: copy.history,
      copy: copy.copy,
      accounts,
      limits: { ...config.hub, maxAccounts: config.store.maxAccounts },
      now: options.now,
      random: (end) => Math.floor(Math.random() * end),
      newEpoch: () => crypto.randomUUID(),
      requestFlush: options.requestFlush,
      onBug: options.onBug,
      onOutage: (reason) =>
        logger.warn("NATS doesn't take messages, which wait: {reason}", { reason }),
      onRecovery: () => logger.info("NATS takes messages again"),
      onSnapshotFailure: (reason) =>
        logger.warn("No snapshot can be written, so the log in NATS grows: {reason}", { reason }),
      onLost: options.onLost,
      onFatal: options.onFatal,
    });
    const close = async () => {
      await node.close();
      await copy.close();
    };
    const { setRetention } = copy;
    return {
      history: node.history,
      accounts,
      bans: new MemoryBans(),
      hooks: new MemoryHooks(),
      charters: undefined,
      audit: undefined,
      node,
      store: undefined,
      setRetention,
      close,
    };
  } catch (error) {
    await copy.close();
    throw error;
  }
}

async function clusterConfig(cluster: ClusterSettings): Promise<ClusterConfig> {
  const { credentialsPath } = cluster;
  const credentials = credentialsPath === undefined
    ? undefined
    : await readCredentials(credentialsPath);
  return { ...cluster, credentials };
}

/** @throws {ClusterError} The file can't be read. */
async function readCredentials(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClusterError(`The credentials for NATS can't be read: ${reason}.`);
  }
}
