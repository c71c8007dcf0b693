import type { ClientMessage } from "../../hub/mod.ts";

/** Most messages that are held for one peer. */
const HELD_MAX = 64;

/**
 * The messages that come while something of the same peer is under way: the check of a password, or
 * the decision of the other nodes. Streams stop reading meanwhile; datagrams go on coming.
 */
export class HeldMessages {
  /** Oldest first. */
  readonly messages: ClientMessage[] = [];

  /** @param until Resolves when the messages may go on. */
  constructor(readonly until: Promise<void>) {}

  /** Holds a message. Returns a sentence if there are too many. */
  add(message: ClientMessage): string | undefined {
    if (this.messages.length === HELD_MAX) {
      return `Your last command is under way, and ${HELD_MAX} messages wait behind it: wait.`;
    }
    this.messages.push(message);
    return undefined;
  }
}
