import type { ClientMessage } from "../../hub/mod.ts";

/** Messages that may wait while a password is being checked. */
const WAITING_MAX = 64;

/** A password that is being checked, and the messages that came behind it. */
export class PasswordCheck {
  /** What came meanwhile, oldest first. Streams stop reading; datagrams come all the same. */
  readonly waiting: ClientMessage[] = [];

  /** @param done Resolves when it is known whether the password is right. */
  constructor(readonly done: Promise<void>) {}

  /** Has a message wait. Returns why it can't, or undefined. */
  add(message: ClientMessage): string | undefined {
    if (this.waiting.length === WAITING_MAX) {
      return `Your password is being checked, and ${WAITING_MAX} messages are waiting: wait.`;
    }
    this.waiting.push(message);
    return undefined;
  }
}
