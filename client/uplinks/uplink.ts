import type { ClientMessage } from "../../hub/mod.ts";

/** Receives the events of an uplink; none comes after `close`. */
export interface UplinkEvents {
  opened(): void;
  /** One message or notice, as parsed from JSON. */
  received(value: unknown): void;
  /** The uplink couldn't be made, or is gone; `why` is a sentence. The last event. */
  lost(why: string): void;
  /** Comes instead of `lost` if trying again is useless, unless a hub was there before; `why` is a sentence. */
  refused(why: string): void;
}

/** A client's way to the hub, over one kind of socket. */
export interface Uplink {
  /** Queues a message; never blocks, never throws. */
  send(message: ClientMessage): void;
  /** Ends the uplink. Resolves when its socket is closed. */
  close(): Promise<void>;
}
