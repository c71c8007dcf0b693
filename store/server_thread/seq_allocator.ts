import { StoreError } from "../store_error.ts";
import type { SeqRange } from "../exchange/epoch.ts";

/** The start of {@linkcode SeqAllocator}, and whom it asks. */
export interface SeqAllocatorOptions {
  /** The newest number that may have been given before. */
  readonly lastSeq: number;
  /** Numbers up to here are reserved on the disk. */
  readonly reservedUntil: number;
  /** Numbers up to `lastSeq` that were left out. */
  readonly skipped?: readonly SeqRange[];
  /** Numbers reserved in one go. */
  readonly reserveBlock: number;
  /** Has numbers up to `until` reserved; {@linkcode SeqAllocator.confirm} says that they are. */
  readonly request: (until: number) => void;
  /** Called when {@linkcode SeqAllocator.isLow} has become true. */
  readonly onLow: () => void;
}

/**
 * Gives out numbers that are reserved on the disk before, so that none is given twice, even if a
 * crash loses what was said under it. The next block is asked for when half of one is used.
 */
export class SeqAllocator {
  /** The newest number given. */
  last: number;
  readonly #options: SeqAllocatorOptions;
  #reservedUntil: number;
  #requestedUntil: number;
  #skipTo: number | undefined;
  readonly #skipped: SeqRange[];
  /** The number at which something is to be done: the only look that most numbers take. */
  #checkAtSeq: number;
  #refusal =
    "No number is left: the disk hasn't confirmed the next ones. Wait, or free some space.";

  constructor(options: SeqAllocatorOptions) {
    this.#options = options;
    this.last = options.lastSeq;
    this.#reservedUntil = this.#requestedUntil = options.reservedUntil;
    this.#checkAtSeq = options.reservedUntil - options.reserveBlock / 2;
    this.#skipped = [...options.skipped ?? []];
  }

  /** True for the newest number and all below it that weren't left out. */
  hasGiven(seq: number): boolean {
    return seq <= this.last &&
      !this.#skipped.some(({ first, last }) => first <= seq && seq <= last);
  }

  /** True where nobody should ask for more: few are left, or those to be left out still come next. */
  get isLow(): boolean {
    return this.#skipTo !== undefined ||
      this.#reservedUntil - this.last <= this.#options.reserveBlock / 4;
  }

  /** @throws {StoreError} When none is left that is safe to give. */
  next(): number {
    if (this.last >= this.#checkAtSeq) this.#reserveMore();
    return ++this.last;
  }

  /** Numbers up to `until` are reserved. */
  confirm(until: number): void {
    this.#reservedUntil = until;
    if (this.#skipTo !== undefined && until > this.#skipTo) {
      this.#skipped.push({ first: this.last + 1, last: this.#skipTo - 1 });
      this.last = this.#skipTo;
      this.#skipTo = undefined;
    }
    this.#checkAtSeq = until - this.#options.reserveBlock / 2;
  }

  /** Leaves out so many numbers, once those behind them are reserved. */
  skip(count: number): void {
    this.#skipTo = this.last + count;
    this.#requestedUntil = this.#skipTo + this.#options.reserveBlock;
    this.#options.request(this.#requestedUntil);
  }

  /** Gives no more numbers, for this reason. */
  close(refusal: string): void {
    this.#reservedUntil = this.#checkAtSeq = this.last;
    this.#refusal = refusal;
  }

  #reserveMore(): void {
    const { reserveBlock, request, onLow } = this.#options;
    if (this.last >= this.#reservedUntil) throw new StoreError(this.#refusal);
    if (this.#requestedUntil === this.#reservedUntil) {
      this.#requestedUntil += reserveBlock;
      this.#checkAtSeq = this.#reservedUntil - reserveBlock / 4;
      request(this.#requestedUntil);
    } else {
      this.#checkAtSeq = this.#reservedUntil;
      onLow();
    }
  }
}
