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
   * The address asks for this, and it isn't shown yet.
   *
   * @type {Address | undefined}
   */
  #wanted;
  /**
   * The conversation from which the wanted one is waited for.
   *
   * @type {import("../conversation.js").Conversation | undefined}
   */
  #from;
  /** True once this connection was asked for the room or the peer that is wanted. */
  #isAsked = false;
  /** True while the address is of nothing that was shown, so that "back" shouldn't lead to it. */
  #isMakeshift = true;
  /** The folded target that the address was brought in line with last. */
  #written = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.#wanted = addressOf(location.hash);
    // Also fired by "back" and "forward".
    globalThis.addEventListener("hashchange", () => {
      this.#wanted = addressOf(location.hash);
      this.#from = chat.current;
      this.#isAsked = false;
      chat.handlers.onChange();
    });
  }

  /**
   * Shows what the address asks for, or writes what is shown into the address. Called at each change
   * rather than in the next frame: a reload before that frame leads to what the address says, and a
   * hidden page draws no frames.
   */
  align() {
    if (this.#wanted !== undefined) this.#open(this.#wanted);
    if (this.#wanted === undefined) this.#write();
  }

  /** Forgets where the reader was, who has signed out. */
  forget() {
    this.#wanted = addressOf("");
    history.replaceState(null, "", pageUrl(""));
  }

  /** @param {Address} wanted */
  #open(wanted) {
    const chat = this.#chat;
    if (wanted.kind === "invalid") {
      // First, since a remark is a change: the address must no longer ask then.
      this.#giveUp(wanted);
      return chat.remark("error", this.#text("addressInvalid", { name: wanted.shown }));
    }
    const { kind, target } = wanted;
    const open = chat.conversations.get(foldName(target));
    this.#from ??= chat.current;
    if (this.#from !== chat.current) {
      // The reader went elsewhere meanwhile, and stays there.
      this.#wanted = undefined;
    } else if (open !== undefined) {
      this.#wanted = undefined;
      if (open !== chat.current) chat.show(open);
    } else if (!chat.receiver.isUpToDate) this.#isAsked = false;
    else if (!this.#isAsked) {
      // Entered, a room is there and shown; refused, the server's sentence is.
      this.#isAsked = kind === "talk"
        ? this.#askFor(wanted)
        : chat.commands.send(`/join ${target}`, () => this.#giveUp(wanted));
    }
  }

  /**
   * A talk opens once the server says that there is somebody of that name, here or away.
   *
   * @param {Extract<Address, {kind: "talk"}>} wanted
   * @returns {boolean} False without a connection.
   */
  #askFor(wanted) {
    const chat = this.#chat;
    const { target: name } = wanted;
    if (foldName(name) === foldName(chat.me)) {
      this.#giveUp(wanted);
      chat.remark("error", this.#text("addressIsYou", { name }));
      return true;
    }
    const { parted } = chat;
    if (parted?.key === foldName(name)) {
      // It comes back with what was said in it, also where its peer is gone.
      chat.show(chat.open(name));
      return true;
    }
    return chat.receiver.lookup.ask(name, {
      onFound: (found) => {
        if (this.#wanted === wanted) chat.show(chat.open(found));
      },
      onRefused: () => this.#giveUp(wanted),
    });
  }

  /**
   * The address says again what is shown, unless the reader wants something else by now.
   *
   * @param {Address} wanted
   */
  #giveUp(wanted) {
    if (this.#wanted !== wanted) return;
    this.#wanted = undefined;
    this.#isMakeshift = true;
    this.#chat.handlers.onChange();
  }

  #write() {
    const { current, hasLeft, list } = this.#chat;
    // A reload must not lead back to where the reader has just left.
    const target = hasLeft ? list[0]?.target ?? LOBBY : current.target;
    const isMakeshift = this.#isMakeshift || hasLeft;
    // A "back" changes the address before its event comes: what is shown is older then, not newer.
    if (foldName(target) === this.#written && !this.#isMakeshift) return;
    this.#written = foldName(target);
    this.#isMakeshift = false;
    const address = addressOf(location.hash);
    if (address.kind !== "invalid" && foldName(address.target) === foldName(target)) return;
    const url = pageUrl(hashOf(target));
    if (isMakeshift) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }
}

/** @param {string} hash */
function pageUrl(hash) {
  return location.pathname + location.search + hash;
}
