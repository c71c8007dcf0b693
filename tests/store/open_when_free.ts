import { openStore, type Store, StoreError, type StoreOptions } from "../../store/mod.ts";

/** Each attempt waits for the lock for seconds. A thread that takes longer to end is a bug. */
const ATTEMPTS_MAX = 12;

/**
 * Opens a store whose last thread may have been killed just now. A killed thread holds its files
 * until it has ended, which takes long on a busy machine; the files of a killed process are free at
 * once.
 */
export async function openWhenFree(options: StoreOptions): Promise<Store> {
  for (let attempt = 1;; attempt++) {
    try {
      return await openStore(options);
    } catch (error) {
      const isHeld = error instanceof StoreError && error.message.includes("in use by another");
      if (!isHeld || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
