import type { SeqRange } from "../exchange/epoch.ts";
import { StoreError } from "../store_error.ts";

/**
 * Gives the numbers of messages. It belongs to `SqliteHistory`, on the server's thread. Each number
 * is reserved on the disk before it is given, so none is given twice, even after a crash. The next
 * reservation is requested when half of the last one is used.
 */
export class SeqAllocator {
  /** The newest number that was given. */
  last: number;
  readonly #options: SeqAllocatorOptions;
  #reservedUntil: number;
  #requestedUntil: number;
  #skipTo: number | undefined;
  readonly #skipped: SeqRange[];
  /**
   * The number at which the allocator has something to do: most numbers need only this comparison.
   */
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

  /** Returns true for the newest number and all below it that weren't skipped. */
  hasGiven(seq: number): boolean {
    return seq <= this.last &&
      !this.#skipped.some(({ first, last }) => first <= seq && seq <= last);
  }

  /**
   * True while the server should read no new messages: few numbers are left, or the numbers to skip
   * come next.
   */
  get isLow(): boolean {
    return this.#skipTo !== undefined ||
      this.#reservedUntil - this.last <= this.#options.reserveBlock / 4;
  }

  /**
   * Gives the next number.
   *
   * @throws {StoreError} No reserved number is left.
   */
  next(): number {
    if (this.last >= this.#checkAtSeq) this.#reserveMore();
    return ++this.last;
  }

  /** Confirms that the disk has reserved the numbers up to `until`. */
  confirm(until: number): void {
    this.#reservedUntil = until;
    if (this.#skipTo !== undefined && until > this.#skipTo) {
      this.#skipped.push({ first: this.last + 1, last: this.#skipTo - 1 });
      this.last = this.#skipTo;
      this.#skipTo = undefined;
    }
    this.#checkAtSeq = until - this.#options.reserveBlock / 2;
  }

  /** Skips so many numbers, once the numbers after them are reserved. */
  skip(count: number): void {
    this.#skipTo = this.last + count;
    this.#requestedUntil = this.#skipTo + this.#options.reserveBlock;
    this.#options.request(this.#requestedUntil);
  }

  /** Gives no more numbers, and throws this sentence instead. */
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

/** The state at the start of a {@linkcode SeqAllocator}, and its callbacks. */
export interface SeqAllocatorOptions {
  /** The newest number that an earlier start may have given. */
  readonly lastSeq: number;
  /** Numbers up to here are reserved on the disk. */
  readonly reservedUntil: number;
  /** Numbers up to `lastSeq` that were skipped. */
  readonly skipped?: readonly SeqRange[];
  /** Numbers of one reservation. */
  readonly reserveBlock: number;
  /**
   * Asks the store's thread to reserve numbers up to `until`. {@linkcode SeqAllocator.confirm}
   * reports the reservation.
   */
  readonly request: (until: number) => void;
  /** Called when {@linkcode SeqAllocator.isLow} has become true. */
  readonly onLow: () => void;
}
