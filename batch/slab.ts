import { memoryOf, SLACK_BYTES } from "./splice.ts";

const SLAB_MIN_BYTES = 1024;
const SLAB_MAX_BYTES = 256 * 1024;
/** How many that nobody needs any more are kept for whoever needs one. */
const FREE_MAX = 16;

const free: DataView[] = [];

/**
 * Memory in which batches lie, and how many still need it. Whoever keeps a batch's bytes beyond the
 * call in which it got them retains it, and releases it afterwards: when all have, and no more is
 * laid down in it, it serves again. A release that is forgotten costs nothing but that.
 *
 * At a million messages a second, memory that is used once is a fourth of the work: it has to be
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

  /** Nothing more will be laid down in it. */
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
 * Where the batches of one room are laid down, one behind the other. Each room has its own, so that
 * a slow reader pins the bytes of its own rooms only, never those of others.
 */
export class Slab {
  memory: SlabMemory = new SlabMemory(memoryOf(0));
  used = 0;
  /** How large the newest batch was: the next may be alike, and shouldn't have to move. */
  expectedBytes = 0;

  /** Makes sure that a batch like the newest fits in. */
  prepare(): void {
    const capacity = capacityOf(this.memory.view);
    if (this.used + this.expectedBytes <= capacity) return;
    this.#replace(Math.max(this.expectedBytes, grown(capacity)));
  }

  /** Gets memory in which a batch of such a size, which has outgrown the old, has room to grow. */
  grow(neededBytes: number): void {
    this.#replace(Math.max(grown(capacityOf(this.memory.view)), 2 * neededBytes));
  }

  #replace(sizeBytes: number): void {
    this.memory.retire();
    const again = sizeBytes === SLAB_MAX_BYTES ? free.pop() : undefined;
    this.memory = new SlabMemory(again ?? memoryOf(sizeBytes));
    this.used = 0;
  }
}

/** The size of the next memory, for one that was too small. */
export function grown(sizeBytes: number): number {
  return Math.min(SLAB_MAX_BYTES, Math.max(SLAB_MIN_BYTES, 2 * sizeBytes));
}

/** How much may be laid down in it. */
export function capacityOf(view: DataView): number {
  return view.byteLength - SLACK_BYTES;
}
