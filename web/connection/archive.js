import { authorizationOf } from "./authorization.js";

/** @typedef {import("./wire.js").ArchivedMessage} ArchivedMessage */

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */

const PAGE_MESSAGES = 60;
/** A page around a message begins at most this many numbers behind it. */
const AROUND_MESSAGES = 25;

/** Loads the rooms' messages from before the page was opened. */
export class Archive {
  #chat;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /**
   * Loads the messages before the oldest one that is shown.
   *
   * @param {Conversation} conversation
   */
  async loadOlder(conversation) {
    if (!conversation.hasOlder) return;
    const { isLoaded, firstSeq = Infinity, archivedFrom } = conversation;
    const before = isLoaded ? Math.min(firstSeq, archivedFrom) : Infinity;
    await this.#load(conversation, before, (page) => {
      conversation.hasOlder = page.length > 0;
      conversation.isLoaded = true;
      conversation.archivedFrom = page[0]?.seq ?? before;
    });
  }

  /**
   * Loads a message and those around it. Messages between them and those that are shown stay out: a
   * hole stands for them.
   *
   * @param {Conversation} conversation
   * @param {number} seq
   */
  async loadAround(conversation, seq) {
    const { firstSeq } = conversation;
    await this.#load(conversation, seq + AROUND_MESSAGES, (page) => {
      const newest = page.at(-1)?.seq;
      if (firstSeq === undefined || newest === undefined || newest >= firstSeq) return;
      conversation.archivedFrom = page[0]?.seq ?? Infinity;
      conversation.hasOlder = true;
      this.#addHole(conversation, firstSeq);
    });
  }

  /**
   * Loads the newest messages that a hole stands for.
   *
   * @param {Conversation} conversation
   * @param {import("../entry.js").Remark} hole
   */
  async loadHole(conversation, hole) {
    await this.#load(conversation, Math.ceil(hole.seq), (page) => {
      conversation.remove(hole);
      const oldest = page[0]?.seq;
      const isClosed = oldest === undefined || page.some(({ seq = 0 }) => conversation.has(seq));
      if (!isClosed) this.#addHole(conversation, oldest);
    });
  }

  /**
   * @param {Conversation} conversation
   * @param {number} before
   */
  #addHole(conversation, before) {
    const text = this.#chat.handlers.text("hole");
    conversation.add({ kind: "remark", what: "hole", text, seq: before - 0.5, timeMs: Date.now() });
  }

  /**
   * @param {Conversation} conversation
   * @param {number} before
   * @param {(page: ArchivedMessage[]) => void} onPage Called before the messages are added.
   */
  async #load(conversation, before, onPage) {
    if (conversation.loading === "loading") return;
    const { connection, handlers, receiver, token } = this.#chat;
    conversation.loading = "loading";
    handlers.onChange();
    const { era, target } = conversation;
    try {
      const page = await readArchive(connection.address, target, { before, token });
      conversation.loading = "idle";
      if (conversation.era !== era) return;
      onPage(page);
      for (const incoming of page) {
        if (incoming.event === undefined) receiver.addMessage(conversation, incoming);
      }
      if (conversation === this.#chat.current) this.#chat.markSeen();
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
 * @param {string} address The address of the WebSocket: the page may have come from a node that is gone.
 * @param {string} room
 * @param {{before: number, token?: string}} options
 * @returns {Promise<ArchivedMessage[]>} Oldest first. The server may cut a page short by its size, so
 * only an empty page means that nothing is older.
 */
async function readArchive(address, room, { before, token }) {
  // ws: becomes http:, wss: becomes https:.
  const url = new URL("messages", address.replace(/^ws/, "http"));
  url.searchParams.set("room", room);
  url.searchParams.set("limit", String(PAGE_MESSAGES));
  if (before !== Infinity) url.searchParams.set("before", String(before));
  const response = await fetch(url, { headers: authorizationOf(token) });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  /** @type {{messages: ArchivedMessage[]}} */
  const { messages } = await response.json();
  return messages;
}
