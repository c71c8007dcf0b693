import { LOBBY } from "./wire.js";
import { foldName } from "../vocabulary/mod.ts";

/** @typedef {import("./chat.js").Chat} Chat */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./wire.js").Incoming} Incoming */

/** Keeps track of who is where, the reader included. */
export class Attendance {
  #chat;
  /** Rooms that the page itself asked about: the answers are read, not shown. */
  #asked = new Set();
  /** Rooms that the page enters again by itself, which don't come to the front. */
  #rejoining = new Set();

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** A new connection: nothing that was asked on the old one is answered. */
  beginHello() {
    this.#asked.clear();
    this.#rejoining.clear();
  }

  /** @param {string} room */
  ask(room) {
    const key = foldName(room);
    if (this.#asked.has(key)) return;
    if (this.#chat.connection.send({ msg: `/who ${room}` })) this.#asked.add(key);
  }

  /** Enters all rooms again; the hub seats everybody in the lobby by itself. */
  rejoin() {
    for (const { target, key, isRoom } of this.#chat.list) {
      if (!isRoom || key === LOBBY) continue;
      if (this.#chat.connection.send({ msg: `/join ${target}` })) this.#rejoining.add(key);
    }
  }

  /** @param {Incoming} incoming */
  joined({ peer = "", to = LOBBY, peers, count }) {
    const chat = this.#chat;
    const conversation = chat.open(to);
    if (foldName(peer) === foldName(chat.me)) {
      if (peers !== undefined) setMembers(conversation, peers, count);
      if (!this.#rejoining.delete(conversation.key)) chat.show(conversation);
      return;
    }
    const others = without(conversation.members, peer);
    if (others.length === conversation.members.length) {
      setMembers(conversation, [...others, peer], conversation.memberCount + 1);
    }
    conversation.add({ kind: "presence", what: "join", name: peer, timeMs: Date.now() });
  }

  /** @param {Incoming} incoming */
  left({ peer = "", to = LOBBY }) {
    const chat = this.#chat;
    const conversation = chat.conversations.get(foldName(to));
    if (conversation === undefined) return;
    if (foldName(peer) === foldName(chat.me)) return chat.close(conversation);
    const others = without(conversation.members, peer);
    setMembers(conversation, others, Math.max(others.length, conversation.memberCount - 1));
    conversation.add({ kind: "presence", what: "leave", name: peer, timeMs: Date.now() });
  }

  /** @param {Incoming} incoming */
  renamed({ peer = "", now = "" }) {
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

  /**
   * @param {Incoming} incoming An answer to `/who`.
   */
  listed({ to = "", peers = [], count, msg }) {
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
