/** The most names with markers, and the most markers of one name; the oldest ones go first. */
const OWNERS_MAX = 5_000;
const MARKERS_MAX = 200;

/** The place up to which somebody has read a room or a talk. */
export interface Marker {
  /** RFC 3339. */
  readonly time: string;
  /** The number of the newest message that was read; 0 where only the time is known. */
  readonly seq: number;
}

/**
 * The places up to which peers have read their rooms and talks. For a registered name they last over
 * its connections, and the log has them; for others they last until they leave.
 */
export class ReadMarkers {
  readonly #byOwner = new Map<string, Map<string, Marker>>();

  /**
   * @param owner The folded name of the reader.
   * @param target The folded name of the room or of the other peer.
   */
  get(owner: string, target: string): Marker | undefined {
    return this.#byOwner.get(owner)?.get(target);
  }

  /** Returns the markers of a reader by their targets, those that moved last at the end. */
  of(owner: string): ReadonlyMap<string, Marker> {
    return this.#byOwner.get(owner) ?? new Map();
  }

  /** Moves a marker, and never back. Returns the marker. */
  advance(owner: string, target: string, marker: Marker): Marker {
    const markers = this.#byOwner.get(owner) ?? new Map<string, Marker>();
    const known = markers.get(target);
    if (known !== undefined && !isFurther(marker, known)) return known;
    // The newest ones stand last.
    markers.delete(target);
    markers.set(target, marker);
    this.#byOwner.delete(owner);
    this.#byOwner.set(owner, markers);
    dropOldest(markers, MARKERS_MAX);
    dropOldest(this.#byOwner, OWNERS_MAX);
    return marker;
  }

  forget(owner: string): void {
    this.#byOwner.delete(owner);
  }
}

/** True for a marker that is further on than another one. */
export function isFurther(marker: Marker, known: Marker): boolean {
  return marker.time > known.time || marker.time === known.time && marker.seq > known.seq;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
