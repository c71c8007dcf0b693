import { type Ban, type BanStore, ChatError } from "../../../hub/mod.ts";

/** A store of bans that a test can read, and break. */
export class ListedBans implements BanStore {
  readonly byNumber = new Map<number, Ban>();
  isBroken = false;

  constructor(readonly kept: readonly Ban[] = []) {
    for (const ban of kept) this.byNumber.set(ban.number, ban);
  }

  put(ban: Ban): Promise<void> {
    if (this.isBroken) {
      return Promise.reject(new ChatError("history-unavailable", "The disk is full."));
    }
    this.byNumber.set(ban.number, ban);
    return Promise.resolve();
  }

  drop(number: number): Promise<void> {
    if (this.isBroken) {
      return Promise.reject(new ChatError("history-unavailable", "The disk is full."));
    }
    this.byNumber.delete(number);
    return Promise.resolve();
  }
}
