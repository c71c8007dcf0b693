import { memoryOf, SLACK_BYTES } from "./splice.ts";

const SLAB_MIN_BYTES = 1024;
const SLAB_MAX_BYTES = 256 * 1024;
/** Most unused pieces of memory that are kept for the next slab that needs one. */
const FREE_MAX = 16;

const free: DataView[] = [];

/**
 * Memory that holds batches, with the number of its users. A receiver that keeps a batch's bytes
 * beyond the call in which it got them retains the memory, and releases it later. Memory that is full
 * and that all users have released is used again. A forgotten release only prevents that.
 *
 * At a million messages a second, memory that isn't reused costs a quarter of the CPU time: it has to be
 * cleared, and the collector runs several times a second to find it.
 */
export class SlabMemory {
  #users = 0;
  #isFull = false;

  constructor(readonly view: DataView) {}

  retain(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    this.#recycle();
  }

  /** The caller calls this once nothing more will be written to this memory. */
  retire(): void {
    this.#isFull = true;
    this.#recycle();
  }

  #recycle(): void {
    if (this.#users > 0 || !this.#isFull) return;
    if (capacityOf(this.view) === SLAB_MAX_BYTES && free.length < FREE_MAX) free.push(this.view);
  }
}

/**
 * The memory of one room's batches, which lie in it one after another. Each room has its own slab,
 * so that a slow reader pins only the bytes of its own rooms.
 */
export class Slab {
  memory: SlabMemory = new SlabMemory(memoryOf(0));
  used = 0;
  /** Bytes of the newest batch: the next may be as large, and shouldn't have to move. */
  expectedBytes = 0;

  /** Gets new memory, if a batch of the expected size doesn't fit any more. */
  prepare(): void {
    const capacity = capacityOf(this.memory.view);
    if (this.used + this.expectedBytes <= capacity) return;
    this.#replace(Math.max(this.expectedBytes, nextCapacity(capacity)));
  }

  /** Gets larger memory for a batch that has outgrown the present one. */
  grow(neededBytes: number): void {
    this.#replace(Math.max(nextCapacity(capacityOf(this.memory.view)), 2 * neededBytes));
  }

  #replace(sizeBytes: number): void {
    this.memory.retire();
    const again = sizeBytes === SLAB_MAX_BYTES ? free.pop() : undefined;
    this.memory = new SlabMemory(again ?? memoryOf(sizeBytes));
    this.used = 0;
  }
}

/** Returns the size of the memory that follows one that was too small. */
export function nextCapacity(sizeBytes: number): number {
  return Math.min(SLAB_MAX_BYTES, Math.max(SLAB_MIN_BYTES, 2 * sizeBytes));
}

/** Returns the bytes that may be written to some memory, without its slack. */
export function capacityOf(view: DataView): number {
  return view.byteLength - SLACK_BYTES;
}
