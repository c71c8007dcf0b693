import { foldName } from "../../vocabulary/mod.ts";
import { captionOf } from "../files/file_text.js";
import { Attendance } from "./attendance.js";
import { mentions } from "../text/mention.js";
import { Typists } from "./typists.js";
import { Unread } from "./unread.js";
import { Lookup } from "../sending/lookup.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */
/** @typedef {import("./page_client.js").ConnectionHandlers} ConnectionHandlers */
/** @typedef {Parameters<ConnectionHandlers["onEvent"]>[0]} ReceivedEvent */
/** @typedef {Extract<ReceivedEvent, {event: "message"}>} HeardMessage */
/** @typedef {import("../../vocabulary/mod.ts").ErrorNotice} ErrorNotice */
/** @typedef {import("../../vocabulary/mod.ts").RoomsNotice} RoomsNotice */
/** @typedef {import("../../vocabulary/mod.ts").WhoisNotice} WhoisNotice */

/** Puts the connection's messages and notices into the conversations. */
export class Receiver {
  attendance;
  lookup;
  typists;
  unread;
  #chat;
  /** The number up to which nothing was missing when the present connection was begun. */
  #sinceSeq = 0;
  /** True where something forgotten is a gap: the reader was here, and the log is the same. */
  #mayHaveGap = false;
  /** True if the page itself asked for the list of rooms, which then isn't shown. */
  #hasAskedRooms = false;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.attendance = new Attendance(chat);
    this.lookup = new Lookup(chat);
    this.typists = new Typists(chat);
    this.unread = new Unread(chat);
  }

  get isUpToDate() {
    return this.#chat.connection.isCaughtUp;
  }

  /** Begins a new connection, on which no earlier question is answered. */
  begin() {
    const { resume } = this.#chat.connection;
    this.#sinceSeq = resume?.since ?? 0;
    this.#mayHaveGap = resume?.session !== undefined;
    this.#hasAskedRooms = false;
    this.attendance.begin();
    this.#chat.search.begun();
    this.lookup.begin();
  }

  /** Called once the connection has brought everything that was missed. */
  caughtUp() {
    const chat = this.#chat;
    for (const { target, isRoom } of chat.list) if (isRoom) this.attendance.ask(target);
    this.askRooms();
    const { current } = chat;
    if (!current.isLoaded) chat.archive.loadOlder(current);
  }

  askRooms() {
    if (!this.#hasAskedRooms) this.#hasAskedRooms = this.#chat.connection.command("/rooms");
  }

  /** @param {ReceivedEvent} event */
  receive(event) {
    this.#show(event);
    this.#chat.handlers.onChange();
  }

  /** @param {ReceivedEvent} event */
  #show(event) {
    switch (event.event) {
      case "message":
        return this.#hear(event);
      case "welcome":
        this.#chat.me = event.you;
        this.unread.welcomed(event);
        this.#chat.speech.review();
        return this.#chat.uploads.welcomed(event.session);
      case "join":
        return this.attendance.joined(event);
      case "leave":
        return this.attendance.left(event);
      case "rename":
        return this.attendance.renamed(event);
      case "who":
        return this.attendance.listed(event);
      case "whois":
        return this.#whois(event);
      case "rooms":
        return this.#rooms(event);
      case "gap":
        return this.#beginLog();
      case "history":
        return event.complete ? undefined : this.#markGap();
      case "error":
        return this.#refuse(event);
      case "typing":
        return this.typists.heard(event);
      case "unread":
        return this.unread.told(event);
      case "close":
      case "read":
      case "search":
        return;
      default:
        this.#chat.remark("answer", event.msg);
    }
  }

  /**
   * @param {Conversation} conversation
   * @param {import("./wire.js").ArchivedMessage} archived
   * @returns {Message | undefined} Undefined if the message is known.
   */
  addMessage(conversation, archived) {
    return conversation.addMessage(this.messageOf(archived));
  }

  /**
   * @param {import("./wire.js").ArchivedMessage} archived
   * @returns {import("../entry.js").New<Message>}
   */
  messageOf(archived) {
    const { name, msg, seq, time, re, edited, version, deleted, pinned, reactions, file } =
      archived;
    const { me } = this.#chat;
    const isOwn = foldName(name) === foldName(me);
    return {
      kind: "message",
      seq,
      timeMs: time === undefined ? Date.now() : Date.parse(time),
      name,
      msg: captionOf(msg, file),
      isOwn,
      mentionsMe: !isOwn && !deleted && mentions(msg, me),
      state: "kept",
      re,
      edited,
      version,
      deleted,
      pinned,
      file: deleted ? undefined : file,
      reactions,
    };
  }

  /**
   * Changes a message that was said before, wherever it is shown.
   *
   * @param {Conversation | undefined} conversation
   * @param {import("../../client/core/mod.ts").ChangeEvent} event
   */
  change(conversation, event) {
    conversation?.change(event);
    this.#chat.search.change(event);
  }

  /** @param {HeardMessage} heard */
  #hear(heard) {
    const chat = this.#chat;
    const { to, name, change, seq, msg } = heard;
    if (change !== undefined) {
      const target = to.startsWith("#") ? to : name;
      return this.change(chat.conversations.get(foldName(target)), { change, seq, name, msg });
    }
    const conversation = chat.open(to.startsWith("#") ? to : name);
    const message = this.addMessage(conversation, heard);
    if (message === undefined || message.isOwn) return;
    this.typists.stopped(conversation.key, name);
    this.unread.heard(conversation, message);
    if (!heard.replay) chat.handlers.onHeard(message, conversation);
  }

  /** Begins another log in every conversation. */
  #beginLog() {
    this.#mayHaveGap = false;
    const { handlers, conversations, speech } = this.#chat;
    speech.beginLog();
    for (const conversation of conversations.values()) {
      if (conversation.entries.length > 0) {
        const text = handlers.text("newLog");
        conversation.add({ kind: "remark", what: "new-log", text, timeMs: Date.now() });
      }
      conversation.beginEra();
    }
  }

  /** Marks in every room that messages were evicted before the page could show them. */
  #markGap() {
    if (!this.#mayHaveGap) return;
    this.#mayHaveGap = false;
    const { handlers, conversations } = this.#chat;
    const text = handlers.text("gap");
    const seq = this.#sinceSeq;
    for (const conversation of conversations.values()) {
      if (!conversation.isRoom || conversation.firstSeq === undefined) continue;
      conversation.add({ kind: "remark", what: "gap", text, seq, timeMs: Date.now() });
    }
  }

  /** @param {WhoisNotice} notice */
  #whois({ peer, msg }) {
    // First, so that the answer stands in the talk that it opens.
    this.lookup.found(peer);
    this.#chat.remark("answer", msg);
  }

  /** @param {RoomsNotice} notice */
  #rooms({ rooms, msg }) {
    this.#chat.allRooms = rooms;
    if (!this.#hasAskedRooms) this.#chat.remark("answer", msg);
    this.#hasAskedRooms = false;
  }

  /** @param {ErrorNotice} notice */
  #refuse({ msg, id }) {
    const chat = this.#chat;
    chat.remark("error", chat.handlers.text("refused", { msg }));
    chat.commands.refused(id);
  }
}
