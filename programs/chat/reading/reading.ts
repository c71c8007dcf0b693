import { foldName } from "../../../hub/mod.ts";

/** A message as far as its counting needs it. */
export interface Arrival {
  /** The room, or the other peer of a talk. */
  readonly place: string;
  readonly seq: number;
  /** True if the message names the person, or is for the person alone. */
  readonly isForMe: boolean;
}

/** The hub's counts of a place. */
export interface CountedPlace {
  readonly to: string;
  readonly unread: number;
  readonly mentions: number;
}

interface Unread {
  readonly place: string;
  count: number;
  mentions: number;
  /** The number of the newest message that was shown; 0: the hub alone has counted. */
  newest: number;
  /** True: some of the messages were never shown here. */
  isHidden: boolean;
}

/** A place of which everything up to a message was shown. */
export interface ReadUpTo {
  readonly to: string;
  readonly seq: number;
}

const PLACES_MAX = 1_000;

/** Counts what arrives in the places that the person doesn't talk in, and what has to be marked as read. */
export class Reading {
  readonly #unread = new Map<string, Unread>();
  /** Up to this number the hub has counted the messages of these places itself. */
  #countedUpTo = 0;
  #counted = new Set<string>();
  #here = "";
  #marker: ReadUpTo | undefined;

  /** The places with unread messages, in the sequence of their first one. */
  get unread(): readonly { readonly place: string; readonly count: number; mentions: number }[] {
    return [...this.#unread.values()];
  }

  /** Notes a message of others: in the present place it is read, elsewhere it is unread. */
  arrived({ place, seq, isForMe }: Arrival): void {
    const fold = foldName(place);
    if (fold === this.#here) return this.shown(place, seq);
    const unread = this.#placeOf(fold, place);
    unread.newest = Math.max(unread.newest, seq);
    // A replayed message that the hub has counted already.
    if (seq <= this.#countedUpTo && this.#counted.has(fold)) return;
    unread.count++;
    if (isForMe) unread.mentions++;
  }

  /** Notes that the present place was shown up to a message. */
  shown(place: string, seq: number): void {
    if (foldName(place) !== this.#here) return;
    const before = this.#marker?.to === place ? this.#marker.seq : 0;
    this.#marker = { to: place, seq: Math.max(seq, before) };
  }

  /**
   * Takes over the hub's counts, which include what was said while the person wasn't here.
   *
   * @param upTo The newest message that the hub may have counted.
   * @returns The unread messages of the present place, which the hub alone has counted.
   */
  counted(places: readonly CountedPlace[], upTo: number): number {
    this.#countedUpTo = upTo;
    this.#counted = new Set(places.map(({ to }) => foldName(to)));
    let here = 0;
    for (const { to, unread, mentions } of places) {
      const fold = foldName(to);
      if (fold === this.#here) here = unread;
      else if (unread === 0) this.#unread.delete(fold);
      else {
        const place = this.#placeOf(fold, to);
        place.isHidden ||= unread > place.count;
        [place.count, place.mentions] = [unread, mentions];
      }
    }
    return here;
  }

  /**
   * Moves the person to a place, of which everything is read then.
   *
   * @returns `left`: the marker of the place that the person has left, if it wasn't taken yet.
   * `isHidden`: the new place has unread messages that were never shown here.
   */
  moveTo(
    place: string | undefined,
  ): { readonly left: ReadUpTo | undefined; readonly isHidden: boolean } {
    const fold = foldName(place ?? "");
    if (fold === this.#here) return { left: undefined, isHidden: false };
    const left = this.takeMarker();
    this.#here = fold;
    const unread = this.#unread.get(fold);
    this.#unread.delete(fold);
    const isHidden = unread?.isHidden === true;
    if (unread !== undefined && !isHidden) this.#marker = { to: unread.place, seq: unread.newest };
    return { left, isHidden };
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

  #placeOf(fold: string, place: string): Unread {
    const known = this.#unread.get(fold);
    if (known !== undefined) return known;
    const unread = { place, count: 0, mentions: 0, newest: 0, isHidden: false };
    this.#unread.set(fold, unread);
    if (this.#unread.size > PLACES_MAX) {
      const [oldest] = this.#unread.keys();
      this.#unread.delete(oldest);
    }
    return unread;
  }
}
