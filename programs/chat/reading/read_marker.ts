import type { Client } from "../../../client/mod.ts";
import type { Reading, ReadUpTo } from "./reading.ts";

/** Milliseconds in which several shown messages share a read marker. */
const MARK_DELAY_MS = 1_000;

/** Tells the hub how far the person has read, at most once a second and when the person leaves a place. */
export class ReadMarker {
  readonly #client: Pick<Client, "markRead" | "rooms">;
  readonly #reading: Reading;
  /** Called with a place in which unread messages were never shown. */
  readonly #onHidden: (place: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    client: Pick<Client, "markRead" | "rooms">,
    reading: Reading,
    onHidden: (place: string) => void,
  ) {
    this.#onHidden = onHidden;
    this.#client = client;
    this.#reading = reading;
  }

  /** @param place The place in which the person talks now; undefined: none. */
  update(place: string | undefined): void {
    const { left, isHidden } = this.#reading.moveTo(place);
    // The hub refuses a marker of a room that the client has left.
    if (left !== undefined && (!left.to.startsWith("#") || this.#client.rooms.includes(left.to))) {
      this.#mark(left);
    }
    if (isHidden && place !== undefined) this.#onHidden(place);
    if (this.#reading.hasMarker) {
      this.#timer ??= setTimeout(() => this.flush(), MARK_DELAY_MS);
    }
  }

  /** Tells the hub at once what it doesn't know yet. */
  flush(): void {
    const marker = this.#reading.takeMarker();
    this.stop();
    if (marker !== undefined) this.#mark(marker);
  }

  /** Tells nothing more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #mark({ to, seq }: ReadUpTo): void {
    this.#client.markRead(to, seq);
  }
}
