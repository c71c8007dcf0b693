import { Archive } from "./connection/archive.js";
import { PageClient } from "./connection/page_client.js";
import { Conversation } from "./conversation.js";
import { restoreVisit } from "./storage/visit.js";
import { Jump } from "./navigation/jump.js";
import { Changes } from "./sending/changes.js";
import { Search } from "./connection/search.js";
import { Receiver } from "./connection/receiver.js";
import { ReadMarkers } from "./sending/read_markers.js";
import { SentCommands } from "./sending/sent_commands.js";
import { Speech } from "./sending/speech.js";
import { Uploads } from "./files/uploads.js";
import { Drafts } from "./storage/drafts.js";
import { UnsentMessages } from "./storage/unsent.js";
import { LOBBY } from "./connection/wire.js";
import { foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./entry.js").Message} Message */
/** @typedef {import("./storage/memory.js").Remembered} Remembered */
/** @typedef {{name: string, password?: string, token?: string}} Claim */

/**
 * @typedef {object} ChatHandlers
 * @property {() => void} onChange The state has changed: views draw anew.
 * @property {(message: Message, conversation: Conversation) => void} onHeard A peer has
 * just sent a message.
 * @property {(words: string) => void} onSearch The reader has typed a search.
 * @property {(code: string, sentence: string) => void} onRefused The hub refused the
 * hello, or ended the connection, without `retry`.
 * @property {(sentence: string) => void} onEnded Another page has replaced this one.
 * @property {(key: import("./languages/texts.js").TextKey, values?: Record<string, string | number>) =>
 *   string} text
 */

/** @type {readonly import("../vocabulary/mod.ts").Want[]} */
const WANTS = ["reactions", "typing", "reads"];

/**
 * The page's state and its actions: conversations, connection, drafts, unsent messages. Draws nothing.
 */
export class Chat {
  /** @type {Map<string, Conversation>} */
  conversations = new Map();
  current = new Conversation(LOBBY);
  /** True while the window has the focus, so that the reader sees the current conversation. */
  isWatched = true;
  me = "";
  /** @type {string | undefined} */
  token;
  /** @type {readonly {room: string, count: number}[]} */
  allRooms = [];
  /**
   * The conversation that was left or closed last, while the page offers to undo that.
   *
   * @type {Conversation | undefined}
   */
  lastLeft;
  archive;
  connection;
  speech;
  drafts = new Drafts();
  commands = new SentCommands((line, options) => this.connection.command(line, options));
  receiver;
  handlers;
  changes = new Changes(this);
  search = new Search(this);
  readMarkers = new ReadMarkers(this);
  jump = new Jump(this);
  uploads = new Uploads(this);
  /**
   * @param {URL} base The address of the page.
   * @param {import("./storage/browser_storage.js").BrowserStorage} storage
   * @param {ChatHandlers} handlers
   */
  constructor(base, storage, handlers) {
    this.archive = new Archive(this);
    this.handlers = handlers;
    const url = new URL("ws", base);
    url.protocol = base.protocol === "https:" ? "wss:" : "ws:";
    this.connection = new PageClient(url, {
      onEvent: (event) => this.receiver.receive(event),
      onCaughtUp: () => this.receiver.caughtUp(),
      onState: () => {
        if (this.connection.state.kind === "connecting") this.receiver.begin();
        if (this.isOnline) this.uploads.goOn();
        handlers.onChange();
      },
      onEnded: (error) => {
        if (error === undefined) handlers.onRefused("quit", "");
        else if (error.code === "replaced") {
          this.uploads.standBy();
          handlers.onEnded(error.message);
        } else handlers.onRefused(error.code, error.message);
      },
    });
    this.speech = new Speech(this, new UnsentMessages(storage));
    this.receiver = new Receiver(this);
    this.current = this.open(LOBBY);
  }

  get isOnline() {
    return this.connection.state.kind === "online";
  }

  /**
   * True if the reader has left the conversation that is shown. It stays in sight, and nothing can be
   * sent until the reader picks another one: so no text reaches a conversation that it isn't meant for.
   */
  get hasLeft() {
    return this.conversations.get(this.current.key) !== this.current;
  }

  /** @returns {Conversation[]} Rooms first, then talks, each in the order of their opening. */
  get list() {
    const all = [...this.conversations.values()];
    return [...all.filter(({ isRoom }) => isRoom), ...all.filter(({ isRoom }) => !isRoom)];
  }

  /** @param {Claim} claim */
  join(claim) {
    const { resume } = this.connection;
    const isSame = foldName(claim.name) === foldName(this.me);
    this.me = claim.name;
    this.token = claim.token;
    this.speech.restore();
    // Another name can't use the session, but reads the same log.
    this.#connect(
      claim,
      isSame || resume === undefined ? resume : { ...resume, session: undefined },
    );
  }

  /**
   * Resumes an earlier visit.
   *
   * @param {Remembered} remembered
   */
  resume(remembered) {
    const resume = restoreVisit(this, remembered);
    this.#connect({ name: this.me, token: this.token }, resume);
  }

  /**
   * @param {string} target `#room` or a peer's name.
   * @returns {Conversation} The one that is open, or a new one.
   */
  open(target) {
    const key = foldName(target);
    let conversation = this.conversations.get(key);
    if (conversation === undefined) {
      const { lastLeft, current } = this;
      const left = [lastLeft, current].find((one) => one?.key === key);
      // The server never sends a direct talk again, so a reopened talk keeps its messages.
      conversation = left?.isRoom === false ? left : new Conversation(target);
      this.conversations.set(key, conversation);
      if (left === lastLeft) this.lastLeft = undefined;
      if (left === current) this.current = conversation;
    }
    return conversation;
  }

  /** @param {Conversation} conversation */
  show(conversation) {
    this.current = conversation;
    if (conversation.unread === 0) conversation.lineAfterSeq = Infinity;
    this.markSeen();
    this.handlers.onChange();
    this.askWho();
    if (!conversation.isLoaded) this.archive.loadOlder(conversation);
  }

  /** Marks the current conversation as read if the reader sees it. */
  markSeen() {
    const { current } = this;
    if (!this.isWatched) return;
    this.readMarkers.seen(current);
    if (current.unread === 0 && current.mentions === 0) return;
    current.unread = current.mentions = 0;
    this.handlers.onChange();
  }

  /**
   * Removes a left room or a closed talk from the list. If it is shown, it stays in sight until the
   * reader picks another conversation.
   *
   * @param {Conversation} conversation
   */
  close(conversation) {
    this.conversations.delete(conversation.key);
    this.lastLeft = conversation;
    this.handlers.onChange();
  }

  /**
   * Undoes leaving a room or closing a talk.
   *
   * @param {Conversation} conversation
   * @returns {string | undefined} The reason if that is impossible.
   */
  enterAgain({ isRoom, target }) {
    if (!isRoom) this.show(this.open(target));
    else if (!this.commands.send(`/join ${target}`, () => {})) return this.handlers.text("offline");
    return undefined;
  }

  /**
   * Lists a closed conversation again, since a message in it needs the reader.
   *
   * @param {Conversation} conversation
   */
  reopen(conversation) {
    if (this.conversations.has(conversation.key)) return;
    if (this.lastLeft === conversation) this.lastLeft = undefined;
    this.conversations.set(conversation.key, conversation);
  }

  /** Asks the hub for the members of the current room. */
  askWho() {
    if (this.current.isRoom && this.isOnline) this.receiver.attendance.ask(this.current.target);
  }

  /** Forgets everything about the reader, who has signed out. */
  forget() {
    this.me = "";
    this.token = undefined;
    this.connection.forget();
    this.conversations.clear();
    this.current = this.open(LOBBY);
    this.lastLeft = undefined;
    this.receiver = new Receiver(this);
    this.drafts.clear();
    this.speech.forget();
    this.uploads.forget();
  }

  /**
   * Puts a line into the current conversation that only this reader sees.
   *
   * @param {import("./entry.js").Remark["what"]} what
   * @param {string} text
   */
  remark(what, text) {
    this.current.add({ kind: "remark", what, text, timeMs: Date.now() });
    this.handlers.onChange();
  }

  /**
   * @param {Claim} claim
   * @param {import("./connection/page_client.js").Resume | undefined} resume
   */
  #connect(claim, resume) {
    const rooms = this.list.filter(({ isRoom }) => isRoom).map(({ target }) => target);
    this.connection.start({ ...claim, rooms, since: undefined, resume, wants: WANTS });
    this.speech.waiting.sendAll();
  }
}
