import type { ClientMessage } from "../../hub/mod.ts";

/** Told of what a link does; nothing after `close`. */
export interface LinkEvents {
  opened(): void;
  /** One message or notice, as parsed from JSON. */
  received(value: unknown): void;
  /** It couldn't be made or is gone; a sentence. Said at most once, and the last thing said. */
  lost(why: string): void;
  /** It couldn't be made, and no other attempt can be better; a sentence. Instead of `lost`. */
  refused(why: string): void;
}

/** One connection to the hub, over whatever. */
export interface ClientLink {
  /** Queues a message; never blocks, never throws. */
  send(message: ClientMessage): void;
  /** Ends it. Resolves when everything of it has ended. */
  close(): Promise<void>;
}
