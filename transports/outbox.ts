import type { SlabMemory } from "../batch/mod.ts";
import type { Turn, Writable } from "./turn.ts";

/** Where an outbox writes to. Resolves when all is with the kernel; rejects when the link is gone. */
export interface Sink {
  write(chunks: readonly Uint8Array[]): Promise<void>;
}

/** Whose outbox it is, and how that is told. */
export interface OutboxOwner {
  readonly maxBytes: number;
  /** The reader is too slow: called once, after which the outbox takes no more. */
  onOverflow(): void;
  /** The link is gone: called at most once. */
  onBroken(): void;
}

/**
 * What is to be written to one peer, bounded in bytes, and the only writer of its link.
 *
 * One write is under way at a time; whatever is pushed meanwhile goes into the next. That alone is
 * worth a factor of 14 to 26 over awaiting a write for each message, since a slow moment makes the
 * next write larger rather than the queue longer. A push is one reference, never a copy or a promise.
 */
export class Outbox implements Writable {
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #flightBytes = 0;
  /** What the chunks lie in, where it will serve again. */
  #pendingMemory: SlabMemory[] | undefined;
  #flightMemory: SlabMemory[] | undefined;
  #isQueued = false;
  #isClosed = false;
  #waiting: (() => void)[] | undefined;

  constructor(
    readonly sink: Sink,
    readonly turn: Turn,
    readonly owner: OutboxOwner,
  ) {}

  get backlogBytes(): number {
    return this.#pendingBytes + this.#flightBytes;
  }

  /**
   * Queues a chunk, which must not be changed from now on.
   *
   * @param memory What it lies in, if that is to serve again once it has been written.
   */
  push(chunk: Uint8Array, memory?: SlabMemory): void {
    if (this.#isClosed || chunk.length === 0) return;
    this.#pending.push(chunk);
    if (memory !== undefined) this.#retain(memory);
    this.#pendingBytes += chunk.length;
    if (this.backlogBytes > this.owner.maxBytes && this.backlogBytes > chunk.length) {
      this.close();
      this.owner.onOverflow();
    } else if (!this.#isQueued) {
      this.#isQueued = true;
      this.turn.ready(this);
    }
  }

  /** Resolves when all has been written, or when nothing will be any more. */
  drained(): Promise<void> {
    if (this.#isClosed || this.backlogBytes === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#waiting ??= []).push(resolve));
  }

  /** Drops what is pending and takes no more. */
  close(): void {
    this.#isClosed = true;
    this.#pending = [];
    this.#pendingBytes = 0;
    releaseAll(this.#pendingMemory);
    this.#pendingMemory = undefined;
    this.#release();
  }

  startWrite(): void {
    if (this.#isClosed) return;
    const chunks = this.#pending;
    this.#flightBytes = this.#pendingBytes;
    this.#flightMemory = this.#pendingMemory;
    this.#pendingMemory = undefined;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.sink.write(chunks).then(this.#onWritten, this.#onFailed);
  }

  readonly #onWritten = (): void => {
    this.#land();
    this.#isQueued = this.#pending.length > 0;
    if (this.#isQueued) this.turn.ready(this);
    else this.#release();
  };

  readonly #onFailed = (): void => {
    this.#land();
    if (this.#isClosed) return;
    this.close();
    this.owner.onBroken();
  };

  /** The write under way has ended. */
  #land(): void {
    this.#flightBytes = 0;
    releaseAll(this.#flightMemory);
    this.#flightMemory = undefined;
  }

  #retain(memory: SlabMemory): void {
    const memories = this.#pendingMemory ??= [];
    // A turn's batches mostly lie in the same.
    if (memories[memories.length - 1] === memory) return;
    memory.retain();
    memories.push(memory);
  }

  #release(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    for (const resolve of waiting) resolve();
  }
}

function releaseAll(memories: readonly SlabMemory[] | undefined): void {
  if (memories !== undefined) { for (const memory of memories) memory.release(); }
}
