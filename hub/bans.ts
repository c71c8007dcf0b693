import { foldName } from "./name.ts";

interface Ban {
  readonly untilMs: number;
  readonly reason: string;
}

/** Names and addresses that may not join for a while. */
export class Bans {
  readonly #bans = new Map<string, Ban>();

  /** @param maxBans Beyond it the ban that would end first is lifted. */
  constructor(readonly maxBans: number) {}

  /** @param who A peer's name or an address without port. */
  add(who: string, untilMs: number, reason: string): void {
    this.#bans.set(foldName(who), { untilMs, reason });
    if (this.#bans.size <= this.maxBans) return;
    const byEnd = [...this.#bans].sort((a, b) => a[1].untilMs - b[1].untilMs);
    this.#bans.delete(byEnd[0][0]);
  }

  /** Returns false where there was none. */
  remove(who: string): boolean {
    return this.#bans.delete(foldName(who));
  }

  /** The sentence for somebody who is banned, or undefined. */
  find(who: string, nowMs: number): string | undefined {
    if (this.#bans.size === 0) return undefined;
    const key = foldName(who);
    const ban = this.#bans.get(key);
    if (ban === undefined) return undefined;
    if (ban.untilMs <= nowMs) {
      this.#bans.delete(key);
      return undefined;
    }
    const minutes = Math.ceil((ban.untilMs - nowMs) / 60_000);
    return `"${who}" is banned for another ${minutes} min${ban.reason && `: ${ban.reason}`}.`;
  }
}
