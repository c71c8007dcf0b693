import type { Ban, BanStore } from "../../hub/mod.ts";

/** Bans for `--data off`: they end with the process, so nothing is stored. */
export class MemoryBans implements BanStore {
  readonly kept: readonly Ban[] = [];

  put(): Promise<void> {
    return Promise.resolve();
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }
}
