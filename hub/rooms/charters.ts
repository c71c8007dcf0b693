import type { HubLimits } from "../limits.ts";
import type { WallTime } from "../time/wall_time.ts";
import { Charter } from "./charter.ts";
import type { CharterRecord, Sanction } from "./charter_record.ts";
import type { CharterStore } from "./charter_store.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** The key of the hub's own charter. No room has it: the fold of a room begins with `#`. */
const HUB_FOLD = "*";
/** The scope of no room: a room's name has a character more. The log has nothing in it. */
const NO_SCOPE = "#";

/** The charters of all rooms that belong to registered names, those that nobody is in included. */
export class Charters {
  /** The charter of the whole hub: its moderators are the hub's operators, and its mutes hold everywhere. */
  hub: Charter = new Charter(emptyRecord(HUB_FOLD, "this hub"));
  readonly #byFold = new Map<string, Charter>();
  /** The number of rooms of each owner, by its folded name. */
  readonly #owned = new Map<string, number>();
  readonly #options: ChartersOptions;

  constructor(options: ChartersOptions) {
    this.#options = options;
    const { store, wall } = options;
    for (const record of store?.kept ?? []) {
      this.restore(withTimes(record, -wall.offsetMs));
    }
  }

  get(fold: string): Charter | undefined {
    return this.#byFold.get(fold);
  }

  /**
   * Returns the scope of a room for a reader without a name. A private room has that of no room there:
   * so all that the reader is told is the same as of a room that doesn't exist.
   */
  openScopeOf(fold: string): string {
    return this.get(fold)?.isPrivate ? NO_SCOPE : fold;
  }

  /** Returns the charters of rooms. */
  values(): IterableIterator<Charter> {
    return this.#byFold.values();
  }

  /** True if a name may own one more room. */
  hasPlace(owner: string): boolean {
    const { maxOwnedRooms, maxOwnedRoomsPerName } = this.#options.limits;
    return this.#byFold.size < maxOwnedRooms &&
      (this.#owned.get(foldName(owner)) ?? 0) < maxOwnedRoomsPerName;
  }

  /** Gives a room to a registered name. Without a place for it, the room stays nobody's. */
  claim(name: string, owner: string): Charter | undefined {
    if (!this.hasPlace(owner)) return undefined;
    const charter = new Charter({ ...emptyRecord(foldName(name), name), owner });
    this.#add(charter);
    this.keep(charter).catch(() => {});
    return charter;
  }

  /** Gives a room another owner. */
  handOver(charter: Charter, owner: string | undefined): void {
    this.#count(charter, -1);
    charter.owner = owner;
    this.#count(charter, 1);
  }

  /** Ends a charter: the room is everybody's. Resolves when that is persisted. */
  drop(charter: Charter): Promise<void> {
    this.#byFold.delete(charter.fold);
    this.#count(charter, -1);
    return this.#options.store?.drop(charter.fold) ?? Promise.resolve();
  }

  /**
   * Persists a charter as it is now.
   *
   * @throws {ChatError} `history-unavailable`. The change is in force all the same.
   */
  keep(charter: Charter): Promise<void> {
    const { store, wall } = this.#options;
    if (store === undefined) return Promise.resolve();
    const { said: _said, ...record } = charter.record();
    return store.put(withTimes(record, wall.offsetMs));
  }

  /** Takes all rights from a name that is given free. A private room stays private. */
  forgetName(fold: string): void {
    for (const charter of [this.hub, ...this.#byFold.values()]) {
      if (charter.roleOf(fold) === "owner") this.handOver(charter, undefined);
      else if (!charter.forget(fold)) continue;
      this.keep(charter).catch(() => {});
    }
  }

  /** Adds a charter of another hub's copy. */
  restore(record: CharterRecord): Charter {
    const charter = new Charter(record);
    if (charter.fold === HUB_FOLD) this.hub = charter;
    else this.#add(charter);
    return charter;
  }

  #add(charter: Charter): void {
    this.#byFold.set(charter.fold, charter);
    this.#count(charter, 1);
  }

  #count({ owner }: Charter, change: 1 | -1): void {
    if (owner === undefined) return;
    const fold = foldName(owner);
    const count = (this.#owned.get(fold) ?? 0) + change;
    if (count === 0) this.#owned.delete(fold);
    else this.#owned.set(fold, count);
  }
}

/** The limits of charters, and what keeps them. */
export interface ChartersOptions {
  readonly limits: Pick<HubLimits, "maxOwnedRooms" | "maxOwnedRoomsPerName">;
  /** Absent: charters end with the process. */
  readonly store: CharterStore | undefined;
  readonly wall: WallTime;
}

function emptyRecord(fold: string, name: string): CharterRecord {
  return {
    ...{ fold, name },
    moderators: [],
    isPrivate: false,
    invited: [],
    slowSeconds: 0,
    mutes: [],
    bans: [],
  };
}

/** Moves the ends of mutes and bans from one clock to the other. */
function withTimes(record: CharterRecord, addedMs: number): CharterRecord {
  const moved = (one: Sanction) => ({ ...one, untilMs: one.untilMs + addedMs });
  return { ...record, mutes: record.mutes.map(moved), bans: record.bans.map(moved) };
}
