import type { Entry, Member } from "../hub/mod.ts";

/** An entry of this node that waits to be applied, or a read behind such entries. */
export type Waiting =
  | {
    readonly kind: "entry";
    readonly entry: Entry;
    readonly resolve: (result: unknown) => void;
    readonly reject: (refusal: unknown) => void;
  }
  | { readonly kind: "canonical"; readonly member: Member }
  | { readonly kind: "read"; readonly run: () => void; readonly bytes: number }
  | { readonly kind: "node" };

/** A queue of what waits, oldest first. */
export class WaitingQueue {
  #items: Waiting[] = [];
  #start = 0;
  #readBytes = 0;

  /** Bytes that the reads take, about. */
  get readBytes(): number {
    return this.#readBytes;
  }

  get size(): number {
    return this.#items.length - this.#start;
  }

  push(item: Waiting): void {
    this.#items.push(item);
    if (item.kind === "read") this.#readBytes += item.bytes;
  }

  /** Runs the reads at the head, and then takes the entry behind them. */
  takeEntry(): Exclude<Waiting, { kind: "read" }> | undefined {
    this.runReads();
    const item = this.#items[this.#start];
    if (item === undefined || item.kind === "read") return undefined;
    this.#advance();
    return item;
  }

  /** Runs the reads that no entry stands before. */
  runReads(): void {
    for (;;) {
      const item = this.#items[this.#start];
      if (item === undefined || item.kind !== "read") return;
      this.#advance();
      this.#readBytes -= item.bytes;
      item.run();
    }
  }

  /** Empties the queue. The reads run; the entries are rejected. */
  rejectAll(refusal: Error): void {
    for (let item = this.takeEntry(); item !== undefined; item = this.takeEntry()) {
      if (item.kind === "entry") item.reject(refusal);
      else if (item.kind === "canonical") item.member.peer.refuse(refusal, undefined);
    }
  }

  #advance(): void {
    this.#start++;
    if (this.#start < 1_024 || this.#start < this.#items.length / 2) return;
    this.#items = this.#items.slice(this.#start);
    this.#start = 0;
  }
}
