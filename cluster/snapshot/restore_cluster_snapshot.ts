import { Batch, Head, spliceable } from "../../batch/mod.ts";
import { Restoration, type StoredMessage } from "../../hub/mod.ts";
import { ClusterError } from "../cluster_error.ts";
import { type BeginPart, PartReader, SNAPSHOT_FORM, type SnapshotPart } from "./snapshot_part.ts";
import type { SnapshotSource } from "./take_cluster_snapshot.ts";

/**
 * Builds the state of a hub, which has to be new, from a snapshot.
 *
 * @param blocks The snapshot's bytes.
 * @returns The position of the newest bundle that the snapshot contains.
 * @throws {ClusterError} The snapshot is cut off, damaged, of another version, or of another log.
 */
export async function restoreClusterSnapshot(
  target: SnapshotSource,
  blocks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const restorer = new SnapshotRestorer(target);
  const reader = new PartReader();
  try {
    for await (const block of blocks) restorer.restore(reader.push(block));
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClusterError(`The snapshot in NATS can't be read: ${reason}.`);
  }
  return restorer.position();
}

/** Restores the parts of one snapshot. */
class SnapshotRestorer {
  readonly #target: SnapshotSource;
  readonly #restoration: Restoration;
  readonly #head = new Head();
  /** The newest message that the store had before. */
  readonly #storedSeq: number;
  #begin: BeginPart | undefined;
  #isComplete = false;

  constructor(target: SnapshotSource) {
    this.#target = target;
    this.#restoration = new Restoration(target.machine.state, target.accounts);
    this.#storedSeq = target.store.newestSeq;
  }

  /** @throws {ClusterError} The snapshot is cut off. */
  position(): number {
    if (this.#isComplete) return this.#begin!.position;
    throw new ClusterError("The snapshot in NATS is cut off.");
  }

  restore(parts: readonly SnapshotPart[]): void {
    const batches: Batch[] = [];
    for (const part of parts) {
      if (part.kind === "message") this.#addMessage(batches, part.message);
      else this.#restorePart(part);
    }
    for (const batch of batches) batch.close();
    if (batches.length > 0) this.#target.store.append(batches);
  }

  #restorePart(part: Exclude<SnapshotPart, { kind: "message" }>): void {
    const { order, store } = this.#target;
    switch (part.kind) {
      case "begin":
        return this.#checkBegin(part);
      case "item":
        return this.#restoration.restore(part.item);
      case "node":
        return order.nodes.restore(part, this.#restoration.members);
      case "left-nodes":
        return order.nodes.restoreLeft(part.nodes);
      case "eviction":
        // This node's own store may have kept more.
        if (this.#storedSeq === 0) store.restoreEviction(part.eviction);
        return;
      case "end":
        this.#isComplete = true;
        return;
      default:
        part satisfies never;
    }
  }

  #checkBegin(begin: BeginPart): void {
    const { machine, order } = this.#target;
    if (begin.form !== SNAPSHOT_FORM) {
      throw new ClusterError(
        `The snapshot in NATS has form ${begin.form}, and this hubbub reads form ${SNAPSHOT_FORM}: run one version of hubbub on all nodes.`,
      );
    }
    if (begin.epoch !== machine.state.history.epoch) {
      throw new ClusterError("The snapshot in NATS belongs to another log.");
    }
    this.#begin = begin;
    order.restore(begin);
  }

  #addMessage(batches: Batch[], { scope, to, seq, timeMs, body }: StoredMessage): void {
    if (seq <= this.#storedSeq) return;
    let batch = batches.at(-1);
    if (batch?.scope !== scope || batch.to !== to) {
      batch = new Batch(scope, undefined, to);
      batches.push(batch);
    }
    const headBytes = this.#head.write(seq, timeMs, to);
    const splice = { view: spliceable(body), start: 0, end: body.length };
    batch.append(this.#head.view, headBytes, splice, seq, timeMs, undefined);
  }
}
