import { ClusterError } from "../cluster_error.ts";
import type { SnapshotObjects, StoredSnapshot } from "../jetstream/snapshot_objects.ts";
import { restoreClusterSnapshot } from "./restore_cluster_snapshot.ts";
import type { SnapshotSource } from "./take_cluster_snapshot.ts";

/**
 * Builds the state of a hub, which has to be new, from the newest snapshot in NATS. Returns that
 * snapshot; undefined if there is none, so that the log is there from its beginning.
 *
 * @throws {ClusterError} The snapshot can't be used.
 */
export async function restoreNewest(
  target: SnapshotSource,
  objects: SnapshotObjects,
): Promise<StoredSnapshot | undefined> {
  const newest = (await objects.list()).at(-1);
  if (newest === undefined) {
    await beginCopy(target);
    return undefined;
  }
  const blocks = await objects.read(newest);
  if (blocks === undefined) {
    throw new ClusterError("The snapshot in NATS was replaced while it was read: start again.");
  }
  await restoreClusterSnapshot(target, blocks);
  return newest;
}

async function beginCopy({ copy, machine }: SnapshotSource): Promise<void> {
  const { epoch } = machine.state.history;
  if (copy.epoch === epoch) return;
  await copy.clear();
  await copy.finishCopy(epoch, []);
}
