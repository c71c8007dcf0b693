/** The most names with markers, and the most markers of one name; the oldest ones go first. */
const OWNERS_MAX = 5_000;
const MARKERS_MAX = 200;

/**
 * The times up to which peers have read their rooms and talks. They last as long as the server: for a
 * registered name over its connections, for others until they leave.
 */
export class ReadMarkers {
  readonly #byOwner = new Map<string, Map<string, string>>();

  /**
   * @param owner The folded name of the reader.
   * @param target The folded name of the room or of the other peer.
   * @returns The time, RFC 3339; undefined if nothing was marked.
   */
  get(owner: string, target: string): string | undefined {
    return this.#byOwner.get(owner)?.get(target);
  }

  /** Moves a marker to a time, and never back. Returns the marker. */
  advance(owner: string, target: string, time: string): string {
    const markers = this.#byOwner.get(owner) ?? new Map<string, string>();
    const known = markers.get(target);
    if (known !== undefined && known >= time) return known;
    // The newest ones stand last.
    markers.delete(target);
    markers.set(target, time);
    this.#byOwner.delete(owner);
    this.#byOwner.set(owner, markers);
    dropOldest(markers, MARKERS_MAX);
    dropOldest(this.#byOwner, OWNERS_MAX);
    return time;
  }

  forget(owner: string): void {
    this.#byOwner.delete(owner);
  }
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const key of map.keys()) {
    map.delete(key);
    return;
  }
}
