import { StorageType } from "@nats-io/jetstream";
import { type ObjectStore, Objm } from "@nats-io/obj";
import type { NatsConnection } from "@nats-io/transport-node";
import { ClusterError } from "../cluster_error.ts";
import { retrying } from "./retrying.ts";

/**
 * Two snapshots are kept, under names that take turns: NATS remembers each name of an object that was
 * deleted for good.
 */
const SLOTS = ["even", "odd"];
/** Time that an object may take, in milliseconds: it goes in many messages. */
const PUT_TIMEOUT_MS = 10_000;

/** A snapshot that NATS has. */
export interface StoredSnapshot {
  /** Its name in the object store. */
  readonly name: string;
  /** The position of the newest bundle that it contains. */
  readonly position: number;
  readonly sizeBytes: number;
}

/** The snapshots of a hub in the object store of NATS. */
export class SnapshotObjects {
  readonly #objects: ObjectStore;
  readonly #epoch: string;

  private constructor(objects: ObjectStore, epoch: string) {
    this.#objects = objects;
    this.#epoch = epoch;
  }

  /**
   * Opens the bucket, or makes it.
   *
   * @param epoch Names the log. Snapshots of other logs, which NATS may still have, don't count.
   * @param replicas Servers of NATS that keep each snapshot.
   * @throws {ClusterError} The bucket can't be had.
   */
  static async open(
    connection: NatsConnection,
    { clusterName, epoch, replicas }: {
      readonly clusterName: string;
      readonly epoch: string;
      readonly replicas: number;
    },
  ): Promise<SnapshotObjects> {
    const bucket = `hubbub-${clusterName}`;
    try {
      const manager = new Objm(connection);
      const options = { storage: StorageType.File, replicas };
      return new SnapshotObjects(await retrying(() => manager.create(bucket, options)), epoch);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ClusterError(`The object store ${bucket} of NATS can't be used: ${reason}.`);
    }
  }

  /** Returns the snapshots of this log, oldest first. One that is being written isn't among them. */
  async list(): Promise<StoredSnapshot[]> {
    return (await retrying(() => this.#objects.list()))
      .filter(({ deleted, metadata }) => !deleted && metadata?.epoch === this.#epoch)
      .map(({ name, size, metadata }) => ({
        name,
        position: Number(metadata?.position),
        sizeBytes: size,
      }))
      .sort((a, b) => a.position - b.position);
  }

  /** Reads a snapshot; undefined if it isn't there. A read that fails ends the blocks with an error. */
  async read({ name }: StoredSnapshot): Promise<AsyncIterable<Uint8Array> | undefined> {
    const result = await retrying(() => this.#objects.get(name));
    return result === null ? undefined : blocksOf(result.data, result.error);
  }

  /**
   * Writes a snapshot in place of the oldest one, if there are two. It is there as a whole, or not at
   * all. Returns its size in bytes.
   */
  async write(position: number, blocks: AsyncIterable<Uint8Array>): Promise<number> {
    const newest = (await this.list()).at(-1);
    const name = SLOTS.find((slot) => slot !== newest?.name)!;
    const metadata = { epoch: this.#epoch, position: String(position) };
    const data = ReadableStream.from(blocks);
    const { size } = await this.#objects.put({ name, metadata }, data, { timeout: PUT_TIMEOUT_MS });
    return size;
  }
}

async function* blocksOf(
  data: ReadableStream<Uint8Array>,
  failure: Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  yield* data;
  const error = await failure;
  // The library's type says null, and it gives undefined.
  if (error instanceof Error) throw error;
}
