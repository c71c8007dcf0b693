import { Attendance } from "./attendance.js";
import { mentions } from "./mention.js";
import { Progress } from "./progress.js";
import { Lookup } from "./sending/lookup.js";
import { LOBBY } from "./wire.js";
import { foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./chat.js").Chat} Chat */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./conversation.js").Message} Message */
/** @typedef {import("./wire.js").Incoming} Incoming */

/** Endings after which coming back by itself would be wrong. */
const FINAL_REASONS = ["banned", "kicked", "quit"];

/**
 * Takes in what the server sends.
 *
 * Coming back has two steps. The hello asks for all that was missed; where the server has kept the
 * session, that is all. Where it hasn't (it was restarted), the rooms are entered again and what was
 * missed there is asked for a second time: what comes twice is shown once.
 */
export class Receiver {
  progress = new Progress();
  attendance;
  lookup;
  #chat;
  /** @type {"new" | "greeting" | "replaying" | "replaying-rooms" | "ready"} */
  #stage = "new";
  #hadSession = "";
  #isGapMarked = false;
  /** True if the page itself asked for the list of rooms, which then isn't shown. */
  #hasAskedRooms = false;

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.attendance = new Attendance(chat);
    this.lookup = new Lookup(chat);
  }

  get isUpToDate() {
    return this.#chat.isOnline && this.#stage === "ready";
  }

  /** @returns {{since?: number, epoch?: string}} What to ask for. */
  beginHello() {
    this.#stage = "greeting";
    this.#isGapMarked = this.#hasAskedRooms = false;
    this.attendance.beginHello();
    this.lookup.beginHello();
    this.#hadSession = this.#chat.session ?? "";
    const { epoch, since } = this.progress;
    if (epoch === undefined) return {};
    this.progress.begin();
    return { since, epoch };
  }

  askRooms() {
    if (!this.#hasAskedRooms) this.#hasAskedRooms = this.#chat.connection.send({ msg: "/rooms" });
  }

  /** @param {Incoming} incoming */
  receive(incoming) {
    const { event } = incoming;
    if (event === undefined) this.#hear(incoming);
    else if (event === "welcome") this.#welcome(incoming);
    else if (event === "join") this.attendance.joined(incoming);
    else if (event === "leave") this.attendance.left(incoming);
    else if (event === "rename") this.attendance.renamed(incoming);
    else if (event === "ack") this.#acknowledge(incoming);
    else if (event === "who") this.attendance.listed(incoming);
    else if (event === "whois") this.#whois(incoming);
    else if (event === "rooms") this.#rooms(incoming);
    else if (event === "history") this.#history(incoming);
    else if (event === "error") this.#refuse(incoming);
    else if (event === "close") this.#close(incoming);
    // "You talk there now": the server had kept a room that is entered again.
    else if (event !== "info" || this.#stage === "ready") this.#chat.remark("answer", incoming.msg);
    this.#chat.handlers.onChange();
  }

  /**
   * @param {Conversation} conversation
   * @param {Incoming} incoming
   * @returns {Message | undefined} Undefined where it is there already.
   */
  addMessage(conversation, { name, msg: text, seq, time }) {
    const { me } = this.#chat;
    const isOwn = foldName(name) === foldName(me);
    return conversation.addMessage({
      kind: "message",
      seq,
      timeMs: time === undefined ? Date.now() : Date.parse(time),
      name,
      text,
      isOwn,
      mentionsMe: !isOwn && mentions(text, me),
      state: "kept",
    });
  }

  /** @param {Incoming} incoming */
  #hear(incoming) {
    const chat = this.#chat;
    const { to = LOBBY, name, seq } = incoming;
    const conversation = chat.open(to.startsWith("#") ? to : name);
    const message = this.addMessage(conversation, incoming);
    if (seq !== undefined) this.progress.saw(seq);
    if (message === undefined || message.isOwn) return;
    if (conversation !== chat.current || !chat.isWatched) {
      if (conversation.unread++ === 0) conversation.unreadFromKey = message.key;
      if (message.mentionsMe || !conversation.isRoom) conversation.mentions++;
    }
    if (!incoming.replay) chat.handlers.onHeard(message, conversation);
  }

  /** @param {Incoming} incoming */
  #welcome({ you = "", session = "", epoch = "", seq = 0 }) {
    const chat = this.#chat;
    if (this.#stage !== "greeting") return;
    chat.me = you;
    chat.session = session;
    chat.connection.welcomed();
    if (this.progress.epoch === undefined) {
      this.progress.restore(epoch, seq);
      return this.#settleIn();
    }
    this.#stage = "replaying";
    if (this.progress.epoch === epoch) return;
    this.progress.restore(epoch, 0);
    this.#hadSession = "";
    for (const conversation of chat.conversations.values()) {
      if (conversation.entries.length > 0) {
        const text = chat.handlers.text("newLog");
        conversation.add({ kind: "remark", what: "new-log", text, timeMs: Date.now() });
      }
      conversation.beginEra();
    }
  }

  /** @param {Incoming} incoming */
  #history({ complete, msg }) {
    const chat = this.#chat;
    if (this.#stage === "ready") return chat.remark("answer", msg);
    if (!complete && this.#hadSession !== "") this.#markGap();
    if (this.#stage === "replaying-rooms" || chat.session === this.#hadSession) {
      this.progress.finish();
      return this.#settleIn();
    }
    this.#stage = "replaying-rooms";
    this.attendance.rejoin();
    const { since, epoch } = this.progress;
    chat.connection.send({ since, epoch });
  }

  /** Says in every room that something was forgotten there before it could be shown. */
  #markGap() {
    if (this.#isGapMarked) return;
    this.#isGapMarked = true;
    const { handlers, conversations } = this.#chat;
    const text = handlers.text("gap");
    const { since: seq } = this.progress;
    for (const conversation of conversations.values()) {
      if (!conversation.isRoom || conversation.firstSeq === undefined) continue;
      conversation.add({ kind: "remark", what: "gap", text, seq, timeMs: Date.now() });
    }
  }

  /** Nothing is missing any more: now what waited can be said. */
  #settleIn() {
    const chat = this.#chat;
    if (this.#hadSession !== chat.session && this.#stage === "greeting") this.attendance.rejoin();
    this.#stage = "ready";
    chat.speech.resend();
    for (const { target, isRoom } of chat.list) if (isRoom) this.attendance.ask(target);
    this.askRooms();
    const { current } = chat;
    if (!current.isLoaded) chat.archive.loadOlder(current);
  }

  /** @param {Incoming} incoming */
  #acknowledge({ id, seq = 0 }) {
    const item = this.#chat.speech.outbox.acknowledge(id);
    if (item === undefined) return;
    item.conversation.settle(item.entry, seq);
    this.progress.saw(seq);
  }

  /** @param {Incoming} incoming */
  #whois({ peer = "", msg }) {
    // First, so that the answer stands in the talk that it opens.
    this.lookup.found(peer);
    this.#chat.remark("answer", msg);
  }

  /** @param {Incoming} incoming */
  #rooms({ rooms = [], msg }) {
    this.#chat.allRooms = rooms;
    if (!this.#hasAskedRooms) this.#chat.remark("answer", msg);
    this.#hasAskedRooms = false;
  }

  /** @param {Incoming} incoming */
  #refuse({ error = "", msg, id }) {
    const chat = this.#chat;
    if (this.#stage === "greeting") {
      chat.connection.end();
      return chat.handlers.onRefused(error, msg);
    }
    if (chat.speech.refused(id, msg)) return;
    chat.remark("error", chat.handlers.text("refused", { msg }));
    chat.commands.refused(id);
  }

  /** @param {Incoming} incoming */
  #close({ reason = "", msg }) {
    const chat = this.#chat;
    if (reason === "replaced") {
      chat.connection.end();
      chat.handlers.onEnded(msg);
    } else if (FINAL_REASONS.includes(reason)) {
      chat.connection.end();
      chat.handlers.onRefused(reason, msg);
    }
  }
}
