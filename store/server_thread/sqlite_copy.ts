import type { Eviction, LogCopy, StoredMessage } from "../../hub/mod.ts";
import type { CopyPlace, Opened } from "../exchange/requests.ts";
import type { SqliteHistory } from "./sqlite_history.ts";
import type { StoreThread } from "./store_thread.ts";

/** The messages of a data folder as a copy of the log of several nodes. */
export class SqliteCopy implements LogCopy {
  readonly #thread: StoreThread;
  readonly #history: SqliteHistory;
  #epoch: string;
  /** The newest number that was in the folder when it was opened or cleared. */
  #openedSeq: number;

  /** Made by `openStore`. */
  constructor(thread: StoreThread, history: SqliteHistory, { epoch, newestSeq }: Opened) {
    this.#thread = thread;
    this.#history = history;
    this.#epoch = epoch;
    this.#openedSeq = newestSeq;
  }

  get epoch(): string {
    return this.#epoch;
  }

  get newestSeq(): number {
    return Math.max(this.#openedSeq, this.#history.newestSeq);
  }

  /** @throws {StoreError} The folder can't be used. */
  async clear(): Promise<void> {
    const { epoch, newestSeq } = await this.#thread.call({ kind: "clear" });
    this.#epoch = epoch;
    this.#openedSeq = newestSeq;
  }

  /** @throws {StoreError} The disk fails. */
  async finishCopy(epoch: string, evictions: readonly Eviction[]): Promise<void> {
    this.#history.sendQueued();
    await this.#thread.call({ kind: "finishCopy", epoch, evictions });
    this.#epoch = epoch;
  }

  /** @throws {StoreError} The disk fails, or messages are damaged. */
  async *messages(): AsyncGenerator<readonly StoredMessage[]> {
    this.#history.sendQueued();
    let after: CopyPlace | undefined;
    do {
      const { messages, next } = await this.#thread.call({ kind: "copy", after });
      yield messages;
      after = next;
    } while (after !== undefined);
  }

  evictions(): Promise<readonly Eviction[]> {
    return this.#thread.call({ kind: "evictions" });
  }
}
