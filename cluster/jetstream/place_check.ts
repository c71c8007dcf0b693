import { JetStreamApiError, type JetStreamManager } from "@nats-io/jetstream";

/**
 * So often in a row the stream has to end before what was read, until it counts as rolled back: a new
 * leader may be behind for a moment.
 */
const SHORTFALLS_MAX = 10;
const STATUS_NOT_FOUND = 404;

/** The newest message of a stream that was read. */
export interface ReadPlace {
  /** 0: none was read. */
  readonly position: number;
  /** The time at which NATS took it; undefined where another node has read it. */
  readonly timeMs: number | undefined;
}

/**
 * The result of a check: the reader can go on, the messages behind its place are gone, the stream ends
 * before it for now, or what was read is not in the stream any more.
 */
export type PlaceResult = "in-step" | "gap" | "short" | "rolled-back";

/**
 * Compares the place of a reader with the stream, which may have got older files while it was away. A
 * reader that went on regardless would have other messages than those that start now.
 */
export class PlaceCheck {
  #shortfalls = 0;

  /** @throws {Error} NATS doesn't answer. */
  async check(
    manager: JetStreamManager,
    stream: string,
    { position, timeMs }: ReadPlace,
  ): Promise<PlaceResult> {
    const { state } = await manager.streams.info(stream);
    if (state.first_seq > position + 1) return "gap";
    if (state.last_seq < position) {
      return ++this.#shortfalls >= SHORTFALLS_MAX ? "rolled-back" : "short";
    }
    this.#shortfalls = 0;
    if (timeMs === undefined || state.first_seq > position) return "in-step";
    const storedMs = await storedTimeMs(manager, stream, position);
    return storedMs === undefined || storedMs === timeMs ? "in-step" : "rolled-back";
  }
}

/** Returns the time of a message of a stream; undefined if it isn't there any more. */
async function storedTimeMs(
  manager: JetStreamManager,
  stream: string,
  seq: number,
): Promise<number | undefined> {
  try {
    const stored = await manager.streams.getMessage(stream, { seq });
    return stored?.time.getTime();
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === STATUS_NOT_FOUND) return undefined;
    throw error;
  }
}
