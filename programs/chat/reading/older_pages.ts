import type { Client, Message } from "../../../client/mod.ts";

/** The parts of a chat that pages of older messages need. */
export interface OlderPagesOptions {
  readonly client: Pick<Client, "history">;
  readonly notice: (sentence: string) => void;
  /** Shows an earlier message with its number. */
  readonly showEarlier: (message: Message) => void;
}

const PAGE_MESSAGES = 20;
/** Most messages of a room that the hub tells at once. */
const HISTORY_MAX = 1_000;

/** Pages of a room's older messages: each one lies before the page that was shown last. */
export class OlderPages {
  readonly #options: OlderPagesOptions;
  #room = "";
  #count = 0;
  #oldest = Infinity;
  #isLoading = false;

  constructor(options: OlderPagesOptions) {
    this.#options = options;
  }

  /**
   * Shows the next older page; the newest messages first in a room that wasn't paged before.
   *
   * @throws {ClientError} See {@linkcode Client.history}.
   */
  async showNext(room: string | undefined): Promise<void> {
    const { client, notice, showEarlier } = this.#options;
    if (!room?.startsWith("#")) return notice("PageUp shows older messages in a room only.");
    if (this.#isLoading) return;
    if (room !== this.#room) [this.#room, this.#count, this.#oldest] = [room, 0, Infinity];
    const count = Math.min(this.#count + PAGE_MESSAGES, HISTORY_MAX);
    this.#isLoading = true;
    try {
      const { messages } = await client.history({ room, count });
      const older = messages.filter(({ seq }) => seq < this.#oldest);
      if (older.length === 0) return notice(`There is nothing older to show in ${room}.`);
      this.#count = count;
      this.#oldest = older[0].seq;
      notice(`Older messages of ${room}; PageUp goes on:`);
      // The messages have their newest text, so their changes tell nothing more.
      for (const message of older) if (message.change === undefined) showEarlier(message);
    } finally {
      this.#isLoading = false;
    }
  }
}
