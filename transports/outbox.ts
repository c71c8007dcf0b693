import type { SlabMemory } from "../batch/mod.ts";
import type { Turn, Writable } from "./turn.ts";

/** The socket that an outbox writes to. */
export interface Sink {
  /** Resolves when the kernel has all bytes; rejects if the link is gone. */
  write(chunks: readonly Uint8Array[]): Promise<void>;
}

/** The right to write to a link alone, while what others push waits. */
export interface ExclusiveWrite {
  /** Writes bytes, which the caller may use again afterwards. Resolves when they are written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Lets the others write again, behind these bytes. */
  end(): void;
}

/** The connection of an outbox, which learns of the outbox's end. */
export interface OutboxOwner {
  readonly maxBytes: number;
  /** The reader is too slow. Called once; the outbox is closed then. */
  onOverflow(): void;
  /** The link is gone. Called at most once. */
  onBroken(): void;
}

/**
 * The bytes that wait to be written to one peer, up to a limit, and the only writer of its link.
 *
 * One write is under way at a time; bytes pushed meanwhile go into the next. That alone is
 * worth a factor of 14 to 26 over awaiting a write for each message, since a slow moment makes the
 * next write larger rather than the queue longer. A push is one reference, never a copy or a promise.
 */
export class Outbox implements Writable {
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #flightBytes = 0;
  /** The memory of the chunks, retained until they are written. */
  #pendingMemory: SlabMemory[] | undefined;
  #flightMemory: SlabMemory[] | undefined;
  #isQueued = false;
  #isClosed = false;
  #waiting: (() => void)[] | undefined;
  /** The chunks that are pushed while somebody writes alone. */
  #aside: Aside[] | undefined;
  #asideBytes = 0;
  /** With more bytes aside, the hold ends by itself; a file's bytes can't be cut. */
  #holdMaxBytes = Infinity;

  constructor(
    readonly sink: Sink,
    readonly turn: Turn,
    readonly owner: OutboxOwner,
  ) {}

  get backlogBytes(): number {
    return this.#pendingBytes + this.#flightBytes + this.#asideBytes;
  }

  /**
   * Queues a chunk. Its bytes must not change any more.
   *
   * @param memory The chunk's memory, if it is used again once the chunk has been written.
   */
  push(chunk: Uint8Array, memory?: SlabMemory): void {
    if (this.#isClosed || chunk.length === 0) return;
    if (this.#aside !== undefined) return this.#putAside(this.#aside, chunk, memory);
    this.#enqueue(chunk, memory);
  }

  /**
   * Lets one caller write alone, behind everything that was pushed by now: the bytes of a file have
   * no mark between them and the next frame. Only one may at a time.
   */
  beginExclusive(): ExclusiveWrite {
    const aside: Aside[] = this.#aside = [];
    return {
      write: async (bytes) => {
        await this.#written();
        if (this.#isClosed) return;
        this.#enqueue(bytes);
        await this.#written();
      },
      end: () => this.#pushAside(aside),
    };
  }

  /**
   * Writes nothing that is pushed from now on, until the returned function is called or more than
   * `maxBytes` wait.
   */
  hold(maxBytes: number): () => void {
    const aside: Aside[] = this.#aside = [];
    this.#holdMaxBytes = maxBytes;
    return () => this.#pushAside(aside);
  }

  #pushAside(aside: readonly Aside[]): void {
    // The hold may have ended before.
    if (this.#aside !== aside) return;
    this.#aside = undefined;
    this.#asideBytes = 0;
    this.#holdMaxBytes = Infinity;
    for (const { chunk, memory } of aside) {
      this.push(chunk, memory);
      memory?.release();
    }
  }

  #putAside(aside: Aside[], chunk: Uint8Array, memory: SlabMemory | undefined): void {
    memory?.retain();
    aside.push({ chunk, memory });
    this.#asideBytes += chunk.length;
    if (this.#asideBytes > this.#holdMaxBytes) return this.#pushAside(aside);
    if (this.#asideBytes <= this.owner.maxBytes) return;
    this.close();
    this.owner.onOverflow();
  }

  /** Resolves when nothing but what was put aside waits. */
  #written(): Promise<void> {
    if (this.#isClosed || this.#pendingBytes + this.#flightBytes === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#waiting ??= []).push(resolve));
  }

  #enqueue(chunk: Uint8Array, memory?: SlabMemory): void {
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

  /** Resolves when everything is written, or the outbox is closed. */
  drained(): Promise<void> {
    if (this.#isClosed || this.backlogBytes === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#waiting ??= []).push(resolve));
  }

  /** Drops the pending bytes; later ones are ignored. */
  close(): void {
    this.#isClosed = true;
    this.#pending = [];
    this.#pendingBytes = 0;
    releaseAll(this.#pendingMemory);
    this.#pendingMemory = undefined;
    for (const { memory } of this.#aside ?? []) memory?.release();
    if (this.#aside !== undefined) this.#aside = [];
    this.#asideBytes = 0;
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
    this.#endFlight();
    this.#isQueued = this.#pending.length > 0;
    if (this.#isQueued) this.turn.ready(this);
    else this.#release();
  };

  readonly #onFailed = (): void => {
    this.#endFlight();
    if (this.#isClosed) return;
    this.close();
    this.owner.onBroken();
  };

  #endFlight(): void {
    this.#flightBytes = 0;
    releaseAll(this.#flightMemory);
    this.#flightMemory = undefined;
  }

  #retain(memory: SlabMemory): void {
    const memories = this.#pendingMemory ??= [];
    // Most batches of a turn share one memory.
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

/** A chunk that waits while somebody else writes alone. Its memory is retained. */
interface Aside {
  readonly chunk: Uint8Array;
  readonly memory: SlabMemory | undefined;
}

function releaseAll(memories: readonly SlabMemory[] | undefined): void {
  if (memories !== undefined) { for (const memory of memories) memory.release(); }
}
