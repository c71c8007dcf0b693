import type { ClientMessage } from "../../hub/mod.ts";

/** Most messages that wait while a password is being checked. */
const WAITING_MAX = 64;

/** A password that is being checked, and the messages that came after it. */
export class PasswordCheck {
  /** Messages that came meanwhile, oldest first. Streams stop reading; datagrams go on coming. */
  readonly waiting: ClientMessage[] = [];

  /** @param done Resolves when the password has been checked. */
  constructor(readonly done: Promise<void>) {}

  /** Adds a message to those that wait. Returns a sentence if there are too many. */
  add(message: ClientMessage): string | undefined {
    if (this.waiting.length === WAITING_MAX) {
      return `Your password is being checked, and ${WAITING_MAX} messages are waiting: wait.`;
    }
    this.waiting.push(message);
    return undefined;
  }
}
