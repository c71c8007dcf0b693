import type { Member } from "../rooms/room.ts";
import type { PeerProfile } from "../peers/signal.ts";

/** The most departures that are remembered. */
const DEPARTED_MAX = 200;

/** A peer that has left, or has another name now. */
export interface Departure {
  readonly name: string;
  readonly fold: string;
  readonly profile: PeerProfile | undefined;
}

/** The peers that left last. */
export class Departed {
  readonly #newestFirst: Departure[] = [];

  add({ name, fold, peer }: Member): void {
    this.#newestFirst.unshift({ name, fold, profile: peer.profile });
    if (this.#newestFirst.length > DEPARTED_MAX) this.#newestFirst.pop();
  }

  /** Returns those that left under a name, the newest first. */
  of(fold: string): readonly Departure[] {
    return this.#newestFirst.filter((one) => one.fold === fold);
  }
}
