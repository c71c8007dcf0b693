import type { SnapshotObjects, StoredSnapshot } from "../jetstream/snapshot_objects.ts";

/** A snapshot that NATS has, as all nodes know it. */
export type KnownSnapshot = Pick<StoredSnapshot, "position" | "sizeBytes">;

/** Milliseconds after a snapshot that failed, before the next attempt. */
const RETRY_AFTER_MS = 60_000;

/** The settings of {@linkcode Snapshots}. */
export interface SnapshotsOptions {
  /** Bytes of the log between two snapshots, at least. */
  readonly everyBytes: number;
  readonly objects: Pick<SnapshotObjects, "list" | "write">;
  /** Takes a snapshot of what is applied: see `takeClusterSnapshot`. */
  readonly take: () => AsyncIterable<Uint8Array>;
  /** Removes the bundles up to a position from the log. */
  readonly purge: (position: number) => Promise<void>;
  /** Tells all nodes of a snapshot that NATS has. */
  readonly announce: (snapshot: KnownSnapshot) => void;
  /** Called for a failure, and not again until a snapshot is written. */
  readonly onFailure: (reason: string) => void;
}

/**
 * Decides when a node writes a snapshot, and removes what is no longer needed. The log between two
 * snapshots is at least as large as the first of them, so writing them at most doubles the work.
 *
 * The snapshot before the newest one stays, with the log behind it: a node may be reading it, or be
 * behind the newest one.
 */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  #newest: KnownSnapshot | undefined;
  #bytesSince = 0;
  #notBeforeMs = 0;
  #underWay: Promise<void> | undefined;
  #isFailing = false;
  /** The attempts that failed. */
  failures = 0;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /** Counts the bytes of a bundle of the log. */
  received(bytes: number): void {
    this.#bytesSince += bytes;
  }

  /** Remembers a snapshot that NATS has. */
  announced(snapshot: KnownSnapshot): void {
    this.#newest = snapshot;
    this.#bytesSince = 0;
  }

  /** Writes a snapshot, if it is time for one and none is under way. */
  writeIfDue(position: number, nowMs: number): void {
    const { everyBytes } = this.#options;
    const dueBytes = Math.max(everyBytes, this.#newest?.sizeBytes ?? 0);
    if (this.#bytesSince < dueBytes || nowMs < this.#notBeforeMs) return;
    this.#underWay ??= this.#write(position, nowMs).finally(() => this.#underWay = undefined);
  }

  /** Resolves when no snapshot is being written. */
  async idle(): Promise<void> {
    await this.#underWay;
  }

  async #write(position: number, nowMs: number): Promise<void> {
    const { announce, objects, onFailure, purge, take } = this.#options;
    // Copied before anything else is applied.
    const blocks = take();
    const countedBytes = this.#bytesSince;
    this.#bytesSince = 0;
    try {
      const sizeBytes = await objects.write(position, blocks);
      announce({ position, sizeBytes });
      const [previous] = await objects.list();
      if (previous.position < position) await purge(previous.position);
      this.#isFailing = false;
    } catch (error) {
      this.#notBeforeMs = nowMs + RETRY_AFTER_MS;
      this.#bytesSince += countedBytes;
      this.failures++;
      if (!this.#isFailing) onFailure(error instanceof Error ? error.message : String(error));
      this.#isFailing = true;
    }
  }
}
