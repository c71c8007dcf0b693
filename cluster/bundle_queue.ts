import { BundleWriter } from "./bundle.ts";

/** The settings of a {@linkcode BundleQueue}. */
export interface BundleQueueOptions {
  /** Called when a bundle is to be sent: the caller then calls `next` before the turn ends. */
  readonly requestFlush: () => void;
  /** Most bytes of entries that wait to be sent, and of what waits behind them. */
  readonly maxBytes: number;
  /** Returns the bytes of what waits behind entries without being one. */
  readonly bytesBehind: () => number;
  /** Gets a promise that resolves when there is room again; undefined: there is room. */
  readonly onCongestion: (wait: Promise<void> | undefined) => void;
}

/** A node's entries that wait to be sent. At most one bundle is under way at a time. */
export class BundleQueue {
  readonly #options: BundleQueueOptions;
  #full: BundleWriter[] = [];
  #open = new BundleWriter();
  #sentNumber = 0;
  #isUnderWay = false;
  #onRoom: (() => void) | undefined;

  constructor(options: BundleQueueOptions) {
    this.#options = options;
  }

  /** Begins the life of a node: nothing of an earlier one is sent any more. */
  restart(): void {
    this.#full = [];
    this.#open = new BundleWriter();
    this.#sentNumber = 0;
    this.#isUnderWay = false;
    this.checkSize();
  }

  /** Adds an entry. */
  add(write: (writer: BundleWriter) => void): void {
    if (!this.#open.hasRoom) {
      this.#full.push(this.#open);
      this.#open = new BundleWriter();
    }
    write(this.#open);
    this.#requestFlush();
    this.checkSize();
  }

  /** Returns the next bundle's bytes; undefined while another one is under way, or none is there. */
  next(node: number): Uint8Array | undefined {
    if (this.#isUnderWay) return undefined;
    let writer = this.#full.shift();
    if (writer === undefined) {
      if (this.#open.count === 0) return undefined;
      writer = this.#open;
      this.#open = new BundleWriter();
    }
    this.#isUnderWay = true;
    this.checkSize();
    return writer.finish(node, ++this.#sentNumber);
  }

  /** The log has the bundle that was under way. */
  arrived(): void {
    this.#isUnderWay = false;
    this.#requestFlush();
  }

  #requestFlush(): void {
    if (!this.#isUnderWay && (this.#open.count > 0 || this.#full.length > 0)) {
      this.#options.requestFlush();
    }
  }

  /** Stops the reading from clients while too much waits, and lets it go on again. */
  checkSize(): void {
    const { bytesBehind, maxBytes, onCongestion } = this.#options;
    const sizeBytes = this.#full.reduce((sum, writer) => sum + writer.sizeBytes, 0) +
      this.#open.sizeBytes + bytesBehind();
    if (this.#onRoom === undefined && sizeBytes > maxBytes) {
      onCongestion(new Promise((resolve) => this.#onRoom = resolve));
    } else if (this.#onRoom !== undefined && sizeBytes <= maxBytes / 2) {
      onCongestion(undefined);
      this.#onRoom();
      this.#onRoom = undefined;
    }
  }
}
