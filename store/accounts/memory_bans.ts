import type { Ban, BanStore } from "../../hub/mod.ts";

/** Bans that end with the process: what `--data off` means. */
export class MemoryBans implements BanStore {
  readonly kept: readonly Ban[] = [];

  put(): Promise<void> {
    return Promise.resolve();
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }
}
