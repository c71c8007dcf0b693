/** @typedef {import("./wire.js").ArchivedMessage} ArchivedMessage */

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */

const PAGE_MESSAGES = 60;

/** Loads the rooms' messages from before the page was opened. */
export class Archive {
  #chat;
  #base;

  /**
   * @param {Chat} chat
   * @param {URL} base The address of the page.
   */
  constructor(chat, base) {
    this.#chat = chat;
    this.#base = base;
  }

  /**
   * Loads the messages before the oldest one that is shown.
   *
   * @param {Conversation} conversation
   */
  async loadOlder(conversation) {
    if (!conversation.hasOlder || conversation.loading === "loading") return;
    const { handlers, receiver, token } = this.#chat;
    conversation.loading = "loading";
    handlers.onChange();
    const { era, target, isLoaded, firstSeq } = conversation;
    const before = isLoaded ? firstSeq : undefined;
    try {
      const page = await readArchive(this.#base, target, { before, token });
      conversation.loading = "idle";
      if (conversation.era !== era) return;
      conversation.hasOlder = page.hasOlder;
      conversation.isLoaded = true;
      for (const incoming of page.messages) receiver.addMessage(conversation, incoming);
    } catch {
      conversation.loading = "failed";
    }
    conversation.changed();
    handlers.onChange();
  }
}

/**
 * Reads a page of a room's older messages over HTTP.
 *
 * @param {URL} base The address of the page.
 * @param {string} room
 * @param {{before?: number, token?: string}} options
 * @returns {Promise<{messages: ArchivedMessage[], hasOlder: boolean}>} Oldest first.
 */
async function readArchive(base, room, { before, token }) {
  const url = new URL("messages", base);
  url.searchParams.set("room", room);
  url.searchParams.set("limit", String(PAGE_MESSAGES));
  if (before !== undefined) url.searchParams.set("before", String(before));
  /** @type {Record<string, string>} */
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  /** @type {{messages: ArchivedMessage[]}} */
  const { messages } = await response.json();
  // The server may cut a page short by its size, so only an empty page means that nothing is older.
  return { messages, hasOlder: messages.length > 0 };
}
