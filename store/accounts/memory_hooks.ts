import type { Hook, HookStore } from "../../hub/mod.ts";

/** Webhooks for `--data off`: they end with the process, so nothing is stored. */
export class MemoryHooks implements HookStore {
  readonly kept: readonly Hook[] = [];

  put(): Promise<void> {
    return Promise.resolve();
  }

  drop(): Promise<void> {
    return Promise.resolve();
  }
}
