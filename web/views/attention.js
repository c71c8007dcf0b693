import { summaryOf } from "../files/file_text.js";
import { byId, setText } from "./dom.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("../entry.js").Message} Message */

const SHOWN_CHARS = 140;
const ANNOUNCED_CHARS = 500;

/** Reports news to a reader who looks away, by title and notification, and to a screen reader. */
export class Attention {
  #chat;
  #text;
  #button = byId("notify", HTMLButtonElement);
  #announcer = byId("announcer", HTMLElement);
  isWanted;

  /**
   * @param {Chat} chat
   * @param {{isWanted: boolean, onChange: () => void}} options
   */
  constructor(chat, { isWanted, onChange }) {
    this.#chat = chat;
    this.#text = chat.handlers.text;
    this.isWanted = isWanted && canNotify();
    this.#button.hidden = !("Notification" in globalThis);
    this.#button.addEventListener("click", async () => {
      await this.#toggle();
      onChange();
    });
    this.draw();
  }

  draw() {
    const { list, current } = this.#chat;
    const count = list.reduce((sum, { unread }) => sum + unread, 0);
    const forMe = list.reduce((sum, { mentions }) => sum + mentions, 0);
    const title = this.#chat.me === "" ? "hubbub" : `${current.target} · hubbub`;
    const counts = forMe > 0 ? `@${upTo99(forMe)} · ${upTo99(count)}` : upTo99(count);
    const shown = count > 0 ? `(${counts}) ${title}` : title;
    if (document.title !== shown) document.title = shown;
    this.#button.ariaPressed = String(this.isWanted);
    const label = this.#text(this.isWanted ? "notifyOff" : "notifyOn");
    if (this.#button.title !== label) this.#button.title = this.#button.ariaLabel = label;
  }

  /**
   * @param {Message} message
   * @param {Conversation} conversation
   */
  heard(message, conversation) {
    const { name, mentionsMe } = message;
    const said = summaryOf(message).slice(0, ANNOUNCED_CHARS);
    if (conversation === this.#chat.current && !document.hidden) {
      setText(this.#announcer, `${name}: ${said}`);
    }
    const isForMe = mentionsMe || !conversation.isRoom;
    if (this.isWanted && isForMe && !document.hasFocus()) this.#notify(message, conversation);
  }

  /**
   * @param {Message} message
   * @param {Conversation} conversation
   */
  #notify(message, conversation) {
    const { name } = message;
    const title = conversation.isRoom ? `${name} · ${conversation.target}` : name;
    try {
      const notification = new Notification(title, {
        body: summaryOf(message).slice(0, SHOWN_CHARS),
        tag: conversation.key,
        icon: "icon.svg",
      });
      notification.onclick = () => {
        globalThis.focus();
        this.#chat.show(conversation);
        notification.close();
      };
    } catch {
      // Browsers on phones have the constructor, but it throws.
      this.isWanted = false;
    }
  }

  async #toggle() {
    if (!this.isWanted && await Notification.requestPermission() !== "granted") {
      this.#chat.remark("answer", this.#text("notifyDenied"));
      return;
    }
    this.isWanted = !this.isWanted;
    this.draw();
  }
}

/** @param {number} count */
function upTo99(count) {
  return count > 99 ? "99+" : String(count);
}

function canNotify() {
  return "Notification" in globalThis && Notification.permission === "granted";
}
