import { LOBBY } from "../connection/wire.js";
import { addressOf, hashOf } from "./address.js";
import { foldName } from "../../vocabulary/mod.ts";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("./address.js").Address} Address */

/**
 * Keeps the page's address and the conversation that is shown the same: `/#tea` opens #tea, showing
 * #tea makes the address `/#tea`, and the browser's "back" leads to what was shown before.
 */
export class Navigation {
  #chat;
  #text;
  /**
   * The target that the address asks for and that isn't shown yet.
   *
   * @type {Address | undefined}
   */
  #wanted;
  /**
   * The conversation that is shown until the wanted one is there.
   *
   * @type {import("../conversation.js").Conversation | undefined}
   */
  #from;
  /** True once the hub was asked on this connection for the wanted room or peer. */
  #isAsked = false;
  /** True while the address names nothing that was shown: the next address replaces it, so that "back"
   * doesn't lead to it. */
  #isTemporary = true;
  /** The folded target that was last written to the address. */
  #written = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#wanted = addressOf(location.hash);
    // The buttons "back" and "forward" fire this event, too.
    globalThis.addEventListener("hashchange", () => {
      this.#wanted = addressOf(location.hash);
      this.#from = chat.current;
      this.#isAsked = false;
      chat.handlers.onChange();
    });
  }

  /**
   * Shows the target that the address asks for, or writes the target that is shown to the address. The
   * caller calls this at each change and not in the next frame: a reload before that frame would show
   * the old target, and a hidden page draws no frames.
   */
  align() {
    if (this.#wanted !== undefined) this.#open(this.#wanted);
    if (this.#wanted === undefined) this.#write();
  }

  /** Removes the target from the address, since the reader has signed out. */
  forget() {
    this.#wanted = addressOf("");
    history.replaceState(null, "", pageUrl(""));
  }

  /** @param {Address} wanted */
  #open(wanted) {
    const chat = this.#chat;
    if (wanted.kind === "invalid") {
      // This comes first: the remark is a change, and calls align() again.
      this.#abandon(wanted);
      return chat.remark("error", this.#text("addressInvalid", { name: wanted.shown }));
    }
    const { kind, target } = wanted;
    const open = chat.conversations.get(foldName(target));
    this.#from ??= chat.current;
    if (this.#from !== chat.current) {
      // The reader has picked another conversation meanwhile, which stays.
      this.#wanted = undefined;
      const isThere = chat.current.key === foldName(target);
      if (isThere && wanted.seq !== undefined) chat.jump.to(chat.current, wanted.seq);
    } else if (open !== undefined) {
      this.#wanted = undefined;
      if (wanted.seq !== undefined) chat.jump.to(open, wanted.seq);
      else if (open !== chat.current) chat.show(open);
    } else if (!chat.receiver.isUpToDate) this.#isAsked = false;
    else if (!this.#isAsked) {
      // A joined room is shown by its notice; a refusal is shown as the server's sentence.
      this.#isAsked = kind === "talk"
        ? this.#requestTalk(wanted)
        : chat.commands.send(`/join ${target}`, () => this.#abandon(wanted));
    }
  }

  /**
   * Opens a talk once the server says that the name belongs to a peer, present or away.
   *
   * @param {Extract<Address, {kind: "talk"}>} wanted
   * @returns {boolean} False without a connection.
   */
  #requestTalk(wanted) {
    const chat = this.#chat;
    const { target: name } = wanted;
    if (foldName(name) === foldName(chat.me)) {
      this.#abandon(wanted);
      chat.remark("error", this.#text("addressIsYou", { name }));
      return true;
    }
    const { lastLeft } = chat;
    if (lastLeft?.key === foldName(name)) {
      // A closed talk comes back with its messages, even if its peer is gone.
      chat.show(chat.open(name));
      return true;
    }
    return chat.receiver.lookup.ask(name, {
      onFound: (found) => {
        if (this.#wanted === wanted) chat.show(chat.open(found));
      },
      onRefused: () => this.#abandon(wanted),
    });
  }

  /**
   * Writes the shown target to the address again, unless the reader wants another one by now.
   *
   * @param {Address} wanted
   */
  #abandon(wanted) {
    if (this.#wanted !== wanted) return;
    this.#wanted = undefined;
    this.#isTemporary = true;
    this.#chat.handlers.onChange();
  }

  #write() {
    const { current, hasLeft, list } = this.#chat;
    // A reload must not join the room again that the reader has just left.
    const target = hasLeft ? list[0]?.target ?? LOBBY : current.target;
    const isTemporary = this.#isTemporary || hasLeft;
    // "Back" changes the address before its event comes: then the address is newer than the target shown.
    if (foldName(target) === this.#written && !this.#isTemporary) return;
    this.#written = foldName(target);
    this.#isTemporary = false;
    const address = addressOf(location.hash);
    if (address.kind !== "invalid" && foldName(address.target) === foldName(target)) return;
    const url = pageUrl(hashOf(target));
    if (isTemporary) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }
}

/** @param {string} hash */
function pageUrl(hash) {
  return location.pathname + location.search + hash;
}
