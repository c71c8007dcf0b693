import { foldName } from "../../../hub/mod.ts";

/** A message as far as its counting needs it. */
export interface Arrival {
  /** The room, or the other peer of a talk. */
  readonly place: string;
  readonly seq: number;
  /** True if the message names the person, or is for the person alone. */
  readonly isForMe: boolean;
}

interface Unread {
  readonly place: string;
  count: number;
  mentions: number;
  /** The number of the newest message. */
  newest: number;
}

/** A place of which everything up to a message was shown. */
export interface ReadUpTo {
  readonly to: string;
  readonly seq: number;
}

const PLACES_MAX = 1_000;
const SHOWN_MAX_PLACES = 3;
const SHOWN_MAX_COUNT = 999;
const PLACE_MAX_CHARS = 12;

/** Counts what arrives in the places that the person doesn't talk in, and what has to be marked as read. */
export class Reading {
  readonly #unread = new Map<string, Unread>();
  #here = "";
  #marker: ReadUpTo | undefined;

  /** Notes a message of others: in the present place it is read, elsewhere it is unread. */
  arrived({ place, seq, isForMe }: Arrival): void {
    const fold = foldName(place);
    if (fold === this.#here) {
      this.#marker = { to: place, seq: Math.max(seq, this.#marker?.seq ?? 0) };
      return;
    }
    const unread = this.#unread.get(fold) ?? { place, count: 0, mentions: 0, newest: 0 };
    unread.count++;
    if (isForMe) unread.mentions++;
    unread.newest = Math.max(unread.newest, seq);
    this.#unread.set(fold, unread);
    if (this.#unread.size <= PLACES_MAX) return;
    const [oldest] = this.#unread.keys();
    this.#unread.delete(oldest);
  }

  /**
   * Moves the person to a place, of which everything is read then.
   *
   * @returns The marker of the place that the person has left, if it wasn't taken yet.
   */
  moveTo(place: string | undefined): ReadUpTo | undefined {
    const fold = foldName(place ?? "");
    if (fold === this.#here) return undefined;
    const left = this.takeMarker();
    this.#here = fold;
    const unread = this.#unread.get(fold);
    this.#unread.delete(fold);
    if (unread !== undefined) this.#marker = { to: unread.place, seq: unread.newest };
    return left;
  }

  /** Forgets the rooms that the person is in no longer. */
  keepRooms(rooms: readonly string[]): void {
    const folds = new Set(rooms.map(foldName));
    for (const fold of this.#unread.keys()) {
      if (fold.startsWith("#") && !folds.has(fold)) this.#unread.delete(fold);
    }
  }

  get hasMarker(): boolean {
    return this.#marker !== undefined;
  }

  /** Returns the marker that the hub doesn't know yet; once. */
  takeMarker(): ReadUpTo | undefined {
    const marker = this.#marker;
    this.#marker = undefined;
    return marker;
  }

  /**
   * Returns the counts of other places as in `#tea 3, bob 2 @2`: unread messages, and behind `@`
   * those for the person. Places with mentions come first; empty if everything is read.
   */
  summary(): string {
    const places = [...this.#unread.values()]
      .sort((one, other) => Number(other.mentions > 0) - Number(one.mentions > 0));
    const rest = places.length - SHOWN_MAX_PLACES;
    const shown = places.slice(0, SHOWN_MAX_PLACES).map(({ place, count, mentions }) => {
      const name = place.slice(0, PLACE_MAX_CHARS).toWellFormed();
      return `${name} ${shownCount(count)}${mentions > 0 ? ` @${shownCount(mentions)}` : ""}`;
    });
    return [...shown, ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
  }
}

function shownCount(count: number): string {
  return count > SHOWN_MAX_COUNT ? `${SHOWN_MAX_COUNT}+` : String(count);
}
