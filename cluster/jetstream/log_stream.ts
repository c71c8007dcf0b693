import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { ClusterError } from "../cluster_error.ts";

/** The form of the entries in the log. Nodes of two forms can't share a log. */
const LOG_VERSION = "2";
const VERSION_KEY = "hubbub_log_version";
const EPOCH_KEY = "hubbub_epoch";
const LIMITS_KEY = "hubbub_limits";
const STREAM_NOT_FOUND = 10059;
const NAME_IN_USE = 10058;
/** A bundle with the same id is stored once within this time; later, the nodes notice the copy. */
const DUPLICATE_WINDOW_NS = 120 * 1e9;
const RETRY_MS = 500;
const RETRIES_MAX = 20;

/** The stream that holds the log, as this node found it. */
export interface LogStream {
  readonly name: string;
  readonly subject: string;
  /** Names the log: numbers of messages count in it. */
  readonly epoch: string;
  /** The position of the newest bundle; 0 if there is none. */
  readonly lastPosition: number;
}

/** The stream that a node wants. */
export interface LogStreamOptions {
  /** The name of the hub that the nodes are. */
  readonly clusterName: string;
  /** Servers of NATS that keep each entry: 1, 3 or 5. */
  readonly replicas: number;
  /** The hub's limits, which have to be those of the other nodes: they decide what is refused. */
  readonly limits: Readonly<Record<string, unknown>>;
  /** Makes the name of a new log. */
  readonly newEpoch: () => string;
}

/**
 * Finds the log's stream, or creates it.
 *
 * @throws {ClusterError} JetStream isn't there, or the stream is of something else, of another version
 * of hubbub, or of nodes with other limits.
 */
export async function openLogStream(
  connection: NatsConnection,
  options: LogStreamOptions,
): Promise<LogStream> {
  const { clusterName } = options;
  const name = `hubbub-${clusterName}`;
  const subject = `hubbub.${clusterName}.log`;
  const manager = await managerOf(connection);
  let info = await find(manager, name);
  info ??= await create(manager, name, subject, options);
  const { metadata = {}, subjects } = info.config;
  check(name, metadata, subjects, subject, options);
  return { name, subject, epoch: metadata[EPOCH_KEY], lastPosition: info.state.last_seq };
}

function check(
  name: string,
  metadata: Readonly<Record<string, string>>,
  subjects: readonly string[],
  subject: string,
  { limits }: LogStreamOptions,
): void {
  const version = metadata[VERSION_KEY];
  if (version === undefined || subjects.length !== 1 || subjects[0] !== subject) {
    throw new ClusterError(
      `The stream ${name} of NATS isn't one of hubbub's: choose another --cluster-name.`,
    );
  }
  if (version !== LOG_VERSION) {
    throw new ClusterError(
      `The log in ${name} has form ${version}, and this hubbub reads form ${LOG_VERSION}: run one version of hubbub on all nodes.`,
    );
  }
  const theirs = JSON.parse(metadata[LIMITS_KEY] ?? "{}") as Record<string, unknown>;
  for (const [key, value] of Object.entries(limits)) {
    if (theirs[key] === value) continue;
    throw new ClusterError(
      `The other nodes of ${name} have the limit ${key} at ${
        theirs[key]
      }, this one at ${value}: all need the same.`,
    );
  }
}

/** JetStream has no leader for some moments after a start, and says then that it isn't enabled. */
async function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  for (let tries = 1;; tries++) {
    try {
      return await jetstreamManager(connection);
    } catch (error) {
      if (tries === RETRIES_MAX) {
        throw new ClusterError(
          `JetStream isn't there (${reasonOf(error)}): start nats-server with --jetstream.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

async function find(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw new ClusterError(`The stream ${name} can't be read: ${reasonOf(error)}.`);
  }
}

async function create(
  manager: JetStreamManager,
  name: string,
  subject: string,
  { replicas, limits, newEpoch }: LogStreamOptions,
): Promise<StreamInfo> {
  try {
    return await manager.streams.add({
      name,
      subjects: [subject],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      num_replicas: replicas,
      duplicate_window: DUPLICATE_WINDOW_NS,
      deny_delete: true,
      metadata: {
        [VERSION_KEY]: LOG_VERSION,
        [EPOCH_KEY]: newEpoch(),
        [LIMITS_KEY]: JSON.stringify(limits),
      },
    });
  } catch (error) {
    // Another node was a moment faster.
    const isThere = error instanceof JetStreamApiError && error.code === NAME_IN_USE;
    const found = isThere ? await find(manager, name) : undefined;
    if (found !== undefined) return found;
    throw new ClusterError(
      `The stream ${name} can't be made with ${replicas} replica${replicas === 1 ? "" : "s"}: ${
        reasonOf(error)
      }.`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
