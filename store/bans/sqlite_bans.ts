import { type Ban, type BanStore, ChatError } from "../../hub/mod.ts";
import type { StoreThread } from "../thread.ts";

/** Bans in SQLite, through the thread and the database of the log. */
export class SqliteBans implements BanStore {
  readonly #thread: StoreThread;

  /** Made by `openStore`. */
  constructor(thread: StoreThread, readonly kept: readonly Ban[]) {
    this.#thread = thread;
  }

  put(ban: Ban): Promise<void> {
    return orRefuse(this.#thread.call({ kind: "putBan", ban }));
  }

  drop(number: number): Promise<void> {
    return orRefuse(this.#thread.call({ kind: "dropBan", number }));
  }
}

async function orRefuse(writing: Promise<undefined>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ChatError("history-unavailable", `That couldn't be kept: ${why}`);
  }
}
