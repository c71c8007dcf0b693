import { Batch, Head, spliceable } from "../../batch/mod.ts";
import { type Eviction, Restoration, type StoredMessage } from "../../hub/mod.ts";
import { BUNDLES_PER_FLUSH, SEQS_PER_BUNDLE } from "../bundle.ts";
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
    for await (const block of blocks) {
      await restorer.restore(reader.push(block));
      await target.store.congested;
    }
    await restorer.finish();
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClusterError(`The snapshot in NATS can't be read: ${reason}.`);
  }
  return restorer.position();
}

/** The numbers of a batch's messages are of one stretch of so many numbers. */
const BATCH_MAX_SEQS = BUNDLES_PER_FLUSH * SEQS_PER_BUNDLE;

/** Restores the parts of one snapshot. */
class SnapshotRestorer {
  readonly #target: SnapshotSource;
  readonly #restoration: Restoration;
  readonly #head = new Head();
  readonly #evictions: Eviction[] = [];
  #begin: BeginPart | undefined;
  /** True if the node's own copy has all messages of the snapshot. */
  #hasMessages = false;
  #isComplete = false;
  /** The stretch of numbers that the newest batch is of. */
  #place = 0;

  constructor(target: SnapshotSource) {
    this.#target = target;
    this.#restoration = new Restoration(target.machine.state, target.accounts);
  }

  /** @throws {ClusterError} The snapshot is cut off. */
  position(): number {
    if (this.#isComplete) return this.#begin!.position;
    throw new ClusterError("The snapshot in NATS is cut off.");
  }

  async restore(parts: readonly SnapshotPart[]): Promise<void> {
    const batches: Batch[] = [];
    for (const part of parts) {
      if (part.kind === "begin") await this.#restoreBegin(part);
      else if (part.kind === "messages") {
        for (const message of part.messages) this.#addMessage(batches, message);
      } else this.#restorePart(part);
    }
    for (const batch of batches) batch.close();
    if (batches.length > 0) this.#target.store.append(batches);
  }

  /** Completes the node's copy of the messages. */
  async finish(): Promise<void> {
    if (!this.#isComplete || this.#hasMessages) return;
    await this.#target.copy.finishCopy(this.#begin!.epoch, this.#evictions);
  }

  #restorePart(part: Exclude<SnapshotPart, { kind: "begin" | "messages" }>): void {
    const { order } = this.#target;
    switch (part.kind) {
      case "item":
        return this.#restoration.restore(part.item);
      case "node":
        return order.nodes.restore(part, this.#restoration.members);
      case "left-nodes":
        return order.nodes.restoreLeft(part.nodes);
      case "eviction":
        this.#evictions.push(part.eviction);
        return;
      case "end":
        this.#isComplete = true;
        return;
      default:
        part satisfies never;
    }
  }

  async #restoreBegin(begin: BeginPart): Promise<void> {
    const { copy, machine, order } = this.#target;
    if (begin.form !== SNAPSHOT_FORM) {
      throw new ClusterError(
        `The snapshot in NATS has form ${begin.form}, and this hubbub reads form ${SNAPSHOT_FORM}: run one version of hubbub on all nodes.`,
      );
    }
    if (begin.epoch !== machine.state.history.epoch) {
      throw new ClusterError("The snapshot in NATS belongs to another log.");
    }
    this.#begin = begin;
    // A message that was changed since the copy's newest one has its earlier text there, so a copy
    // that is behind the snapshot is of no use.
    this.#hasMessages = copy.epoch === begin.epoch && copy.newestSeq >= begin.newestSeq;
    if (!this.#hasMessages) await copy.clear();
    order.restore(begin);
  }

  #addMessage(batches: Batch[], { scope, to, seq, timeMs, body }: StoredMessage): void {
    if (this.#hasMessages) return;
    let batch = batches.at(-1);
    const place = Math.floor(seq / BATCH_MAX_SEQS);
    if (batch?.scope !== scope || batch.to !== to || place !== this.#place) {
      this.#place = place;
      batch = new Batch(scope, undefined, to);
      batches.push(batch);
    }
    const headBytes = this.#head.write(seq, timeMs, to);
    const splice = { view: spliceable(body), start: 0, end: body.length };
    batch.append(this.#head.view, headBytes, splice, seq, timeMs, undefined);
  }
}
