import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../../vocabulary/mod.ts").JoinNotice} JoinNotice */
/** @typedef {import("../../vocabulary/mod.ts").LeaveNotice} LeaveNotice */
/** @typedef {import("../../vocabulary/mod.ts").RenameNotice} RenameNotice */
/** @typedef {import("../../vocabulary/mod.ts").WhoNotice} WhoNotice */

/** Keeps the members of each room, the reader included. */
export class Attendance {
  #chat;
  /** The rooms that the page itself asked about: their answers aren't shown. */
  #asked = new Set();

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** Begins a new connection, on which no earlier question is answered. */
  begin() {
    this.#asked.clear();
  }

  /** @param {string} room */
  ask(room) {
    const key = foldName(room);
    if (this.#asked.has(key)) return;
    if (this.#chat.connection.command(`/who ${room}`)) this.#asked.add(key);
  }

  /** @param {JoinNotice} notice */
  joined({ peer, to, peers, count }) {
    const chat = this.#chat;
    // A room that is open was entered again by itself, and doesn't come to the front.
    const wasOpen = chat.conversations.has(foldName(to));
    const conversation = chat.open(to);
    if (foldName(peer) === foldName(chat.me)) {
      if (peers !== undefined) setMembers(conversation, peers, count);
      if (!wasOpen) chat.show(conversation);
      return;
    }
    const others = without(conversation.members, peer);
    if (others.length === conversation.members.length) {
      setMembers(conversation, [...others, peer], conversation.memberCount + 1);
    }
    conversation.add({ kind: "presence", what: "join", name: peer, timeMs: Date.now() });
  }

  /** @param {LeaveNotice} notice */
  left({ peer, to }) {
    const chat = this.#chat;
    const conversation = chat.conversations.get(foldName(to));
    if (conversation === undefined) return;
    if (foldName(peer) === foldName(chat.me)) return chat.close(conversation);
    const others = without(conversation.members, peer);
    setMembers(conversation, others, Math.max(others.length, conversation.memberCount - 1));
    conversation.add({ kind: "presence", what: "leave", name: peer, timeMs: Date.now() });
  }

  /** @param {RenameNotice} notice */
  renamed({ peer, now }) {
    const chat = this.#chat;
    if (foldName(peer) === foldName(chat.me)) chat.me = now;
    for (const conversation of [...chat.conversations.values()]) {
      const { members, memberCount, key } = conversation;
      const isMember = members.some((name) => foldName(name) === foldName(peer));
      const isTalk = key === foldName(peer);
      if (!isMember && !isTalk) continue;
      if (isMember) setMembers(conversation, [...without(members, peer), now], memberCount);
      conversation.add({ kind: "presence", what: "rename", name: peer, now, timeMs: Date.now() });
      const isFree = foldName(now) === key || !chat.conversations.has(foldName(now));
      if (!isTalk || !isFree) continue;
      chat.conversations.delete(key);
      chat.drafts.move(conversation.target, now);
      conversation.target = now;
      chat.conversations.set(conversation.key, conversation);
    }
  }

  /** @param {WhoNotice} notice */
  listed({ to = "", peers, count, msg }) {
    const conversation = this.#chat.conversations.get(foldName(to));
    if (conversation !== undefined) setMembers(conversation, peers, count);
    if (!this.#asked.delete(foldName(to))) this.#chat.remark("answer", msg);
  }
}

/**
 * @param {readonly string[]} names
 * @param {string} name
 */
function without(names, name) {
  return names.filter((other) => foldName(other) !== foldName(name));
}

/**
 * @param {Conversation} conversation
 * @param {readonly string[]} members
 * @param {number} [count]
 */
function setMembers(conversation, members, count = members.length) {
  conversation.members = [...members];
  conversation.memberCount = count;
  conversation.changed();
}
