import { readArchive } from "./archive.js";
import { Connection, HEARTBEAT_S } from "./connection.js";
import { Conversation } from "./conversation.js";
import { rememberedTalk, restoreTalk } from "./memory.js";
import { fold } from "./name.js";
import { Outbox } from "./outbox.js";
import { Receiver } from "./receiver.js";
import { escapeSlash } from "./typed.js";
import { LOBBY, TEXT_MAX_BYTES } from "./wire.js";

/** @typedef {import("./conversation.js").Message} Message */
/** @typedef {import("./memory.js").Remembered} Remembered */
/** @typedef {import("./wire.js").Incoming} Incoming */
/** @typedef {{name: string, password?: string, token?: string}} Claim */

/**
 * @typedef {object} ChatHandlers
 * @property {() => void} onChange Something is to be drawn anew.
 * @property {(message: Message, conversation: Conversation) => void} onHeard Somebody said
 * something, just now.
 * @property {(code: string, sentence: string) => void} onRefused The page isn't let in, or was
 * sent out.
 * @property {(sentence: string) => void} onEnded This page gave way to another one.
 * @property {(key: import("./texts.js").TextKey, values?: Record<string, string | number>) =>
 *   string} text
 */

const encoder = new TextEncoder();

/**
 * The reader's side of the hub: what is known, and what can be done. It draws nothing.
 */
export class Chat {
  /** @type {Map<string, Conversation>} */
  conversations = new Map();
  current = new Conversation(LOBBY);
  /** Whether somebody looks at the current conversation. */
  isWatched = true;
  me = "";
  /** @type {string | undefined} */
  session;
  /** @type {string | undefined} */
  token;
  /** @type {{room: string, count: number}[]} */
  allRooms = [];
  connection;
  outbox;
  receiver;
  handlers;
  #base;
  /** @type {Claim | undefined} */
  #claim;

  /**
   * @param {URL} base Where the page is.
   * @param {ChatHandlers} handlers
   */
  constructor(base, handlers) {
    this.#base = base;
    this.handlers = handlers;
    const url = new URL("ws", base);
    url.protocol = base.protocol === "https:" ? "wss:" : "ws:";
    this.connection = new Connection(url, {
      onOpen: () => this.#introduce(),
      onMessage: (incoming) => this.receiver.receive(incoming),
      onState: () => handlers.onChange(),
    });
    this.outbox = new Outbox((message) => this.connection.send(message));
    this.receiver = new Receiver(this);
    this.current = this.open(LOBBY);
  }

  get isOnline() {
    return this.connection.state.kind === "online";
  }

  /** @returns {Conversation[]} Rooms first, each kind in the order of its opening. */
  get list() {
    const all = [...this.conversations.values()];
    return [...all.filter(({ isRoom }) => isRoom), ...all.filter(({ isRoom }) => !isRoom)];
  }

  /** @param {Claim} claim */
  join(claim) {
    if (fold(claim.name) !== fold(this.me)) this.session = undefined;
    this.me = claim.name;
    this.token = claim.token;
    this.#claim = claim;
    this.connection.start();
  }

  /**
   * Takes up where an earlier visit ended.
   *
   * @param {Remembered} remembered
   */
  resume({ name, session, token, epoch, since, talks, current }) {
    this.me = name;
    this.session = session;
    this.token = token;
    this.receiver.progress.restore(epoch, since);
    for (const talk of talks) restoreTalk(this.open(talk.target), talk);
    this.current = this.conversations.get(fold(current)) ?? this.current;
    this.#claim = { name, token };
    this.connection.start();
  }

  /** @returns {Omit<Remembered, "notify">} */
  toRemember() {
    const { epoch, since } = this.receiver.progress;
    const { me: name, session, token, current: { key: current } } = this;
    return { name, session, token, epoch, since, talks: this.list.map(rememberedTalk), current };
  }

  /**
   * @param {string} target `#room` or a peer's name.
   * @returns {Conversation} The one that is open, or a new one.
   */
  open(target) {
    const key = fold(target);
    let conversation = this.conversations.get(key);
    if (conversation === undefined) {
      this.conversations.set(key, conversation = new Conversation(target));
    }
    return conversation;
  }

  /** @param {Conversation} conversation */
  show(conversation) {
    this.current = conversation;
    conversation.unreadFromKey = "";
    if (conversation.unread > 0) {
      const heard = conversation.entries.filter((entry) =>
        entry.kind === "message" && !entry.isOwn
      );
      conversation.unreadFromKey = heard.at(-conversation.unread)?.key ?? "";
    }
    this.seen();
    this.handlers.onChange();
    this.askWho();
    if (!conversation.isLoaded) this.loadOlder(conversation);
  }

  /** The reader looks at the current conversation. */
  seen() {
    const { current } = this;
    if (!this.isWatched || (current.unread === 0 && current.mentions === 0)) return;
    current.unread = current.mentions = 0;
    this.handlers.onChange();
  }

  /** @param {Conversation} conversation */
  close(conversation) {
    this.conversations.delete(conversation.key);
    if (this.list.length === 0) this.connection.send({ msg: `/join ${LOBBY}` });
    if (this.current === conversation) this.show(this.list[0] ?? this.open(LOBBY));
    this.handlers.onChange();
  }

  /** Asks who is in the current room. */
  askWho() {
    if (this.current.isRoom && this.isOnline) this.receiver.attendance.ask(this.current.target);
  }

  /** Knows nothing any more of whoever was here. */
  forget() {
    this.me = "";
    this.session = this.token = undefined;
    this.conversations.clear();
    this.current = this.open(LOBBY);
    this.receiver = new Receiver(this);
    this.outbox = new Outbox((message) => this.connection.send(message));
  }

  /**
   * Says something; it shows at once, and is marked when the server has kept it.
   *
   * @param {Conversation} conversation
   * @param {string} text
   * @param {string} [id] Of an earlier attempt, which the hub then knows.
   */
  say(conversation, text, id) {
    const sizeBytes = encoder.encode(JSON.stringify(text)).length;
    if (sizeBytes > TEXT_MAX_BYTES) return this.remark("error", this.handlers.text("tooLong"));
    if (this.outbox.isFull) return this.remark("error", this.handlers.text("tooManyWaiting"));
    const entry = conversation.addMessage({
      kind: "message",
      seq: Infinity,
      timeMs: Date.now(),
      name: this.me,
      text,
      isOwn: true,
      mentionsMe: false,
      state: "sending",
      id,
    });
    if (entry === undefined) return;
    this.outbox.push(conversation, entry, {
      msg: escapeSlash(text),
      isOnline: this.receiver.isUpToDate,
    });
    this.handlers.onChange();
  }

  /**
   * Says again what failed.
   *
   * @param {Conversation} conversation
   * @param {Message} entry
   */
  sayAgain(conversation, entry) {
    conversation.remove(entry);
    this.say(conversation, entry.text, entry.id);
  }

  /**
   * Puts a line into the current conversation that only this reader sees.
   *
   * @param {import("./conversation.js").Remark["what"]} what
   * @param {string} text
   */
  remark(what, text) {
    this.current.add({ kind: "remark", what, text, timeMs: Date.now() });
    this.handlers.onChange();
  }

  /**
   * Loads what was said in a room before the oldest message that is shown.
   *
   * @param {Conversation} conversation
   */
  async loadOlder(conversation) {
    if (!conversation.hasOlder || conversation.loading === "loading") return;
    conversation.loading = "loading";
    this.handlers.onChange();
    const { era, target, isLoaded, firstSeq } = conversation;
    const before = isLoaded ? firstSeq : undefined;
    try {
      const page = await readArchive(this.#base, target, { before, token: this.token });
      conversation.loading = "idle";
      if (conversation.era !== era) return;
      conversation.hasOlder = page.hasOlder;
      conversation.isLoaded = true;
      for (const incoming of page.messages) this.receiver.addMessage(conversation, incoming);
    } catch {
      conversation.loading = "failed";
    }
    conversation.changed();
    this.handlers.onChange();
  }

  #introduce() {
    const { session, token } = this;
    const { name, password } = this.#claim ?? { name: this.me };
    const { since, epoch } = this.receiver.beginHello();
    const hello = { name: session === undefined ? name : this.me, heartbeat: HEARTBEAT_S };
    this.connection.send({ ...hello, password, session, token, since, epoch });
  }
}
