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
import { checkLogForm, LOG_FORM } from "../log_form.ts";
import { retrying } from "./retrying.ts";

const VERSION_KEY = "hubbub_log_version";
const EPOCH_KEY = "hubbub_epoch";
const LIMITS_KEY = "hubbub_limits";
const STREAM_NOT_FOUND = 10059;
const NAME_IN_USE = 10058;
/** A bundle with the same id is stored once within this time; later, the nodes notice the copy. */
const DUPLICATE_WINDOW_NS = 120 * 1e9;

/** The stream that holds the log, as this node found it. */
export interface LogStream {
  readonly name: string;
  readonly subject: string;
  /** Names the log: numbers of messages count in it. */
  readonly epoch: string;
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
  return { name, subject, epoch: metadata[EPOCH_KEY] };
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
  checkLogForm(Number(version), `The log in ${name}`);
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

async function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  try {
    return await retrying(() => jetstreamManager(connection));
  } catch (error) {
    throw new ClusterError(
      `JetStream isn't there (${reasonOf(error)}): start nats-server with --jetstream.`,
    );
  }
}

async function find(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await retrying(() => manager.streams.info(name));
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw new ClusterError(`The stream ${name} can't be read: ${reasonOf(error)}.`);
  }
}

async function foundBy(manager: JetStreamManager, name: string): Promise<StreamInfo> {
  const found = await find(manager, name);
  if (found === undefined) throw new ClusterError(`The stream ${name} isn't there yet.`);
  return found;
}

async function create(
  manager: JetStreamManager,
  name: string,
  subject: string,
  { replicas, limits, newEpoch }: LogStreamOptions,
): Promise<StreamInfo> {
  try {
    const metadata = {
      [VERSION_KEY]: String(LOG_FORM),
      [EPOCH_KEY]: newEpoch(),
      [LIMITS_KEY]: JSON.stringify(limits),
    };
    return await retrying(() =>
      manager.streams.add({
        name,
        subjects: [subject],
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        discard: DiscardPolicy.Old,
        num_replicas: replicas,
        duplicate_window: DUPLICATE_WINDOW_NS,
        deny_delete: true,
        metadata,
      })
    );
  } catch (error) {
    // Another node was a moment faster. NATS may still be about to make the stream.
    if (error instanceof JetStreamApiError && error.code === NAME_IN_USE) {
      return await retrying(() => foundBy(manager, name));
    }
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
