import { Attention } from "./views/attention.js";
import { Chat } from "./chat.js";
import { Clock } from "./timeline/clock.js";
import { Composer } from "./composer/composer.js";
import { byId } from "./views/dom.js";
import { Drawers } from "./views/drawers.js";
import { JoinForm } from "./views/join_form.js";
import { forgetReader } from "./storage/file_cookie.js";
import { forget, recall, remember } from "./storage/memory.js";
import { listenForKeys } from "./navigation/keys.js";
import { Navigation } from "./navigation/navigation.js";
import { TypingLine } from "./views/typing_line.js";
import { UndoBar } from "./navigation/undo_bar.js";
import { RoomMenu } from "./navigation/room_menu.js";
import { Panel } from "./beside/panel.js";
import { SearchPanel } from "./beside/search_panel.js";
import { Thread } from "./beside/thread.js";
import { People } from "./views/people.js";
import { ReplyBar } from "./composer/reply_bar.js";
import { Places } from "./views/places.js";
import { RoomDialog } from "./navigation/room_dialog.js";
import { RoomHead } from "./views/room_head.js";
import { StatusBar } from "./views/status_bar.js";
import { visitOf } from "./storage/visit.js";
import { BrowserStorage } from "./storage/browser_storage.js";
import { Drafts } from "./storage/drafts.js";
import { languageFor, LANGUAGES, textsIn } from "./languages/texts.js";
import { fillTexts } from "./languages/fill_texts.js";
import { Attach } from "./files/attach.js";
import { UploadList } from "./files/upload_list.js";
import { Timeline } from "./timeline/timeline.js";

/** @typedef {import("./languages/texts.js").TextKey} TextKey */

const SAVE_AFTER_MS = 400;
const WHO_EVERY_MS = 60_000;

/** Starts the page, and puts its parts together. */
class App {
  #text;
  #chat;
  #views;
  #timeline;
  #composer;
  #drawers = new Drawers();
  #storage = new BrowserStorage(() => localStorage);
  #navigation;
  #joinForm;
  #status;
  #attention;
  #isDrawing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #saveTimer;
  /** True while the chat is shown: the reader has joined, even if the connection is lost since. */
  #isIn = false;
  #standsBySinceMs = 0;

  constructor() {
    const language = languageFor(navigator.languages);
    const text = this.#text = textsIn(language);
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    const remembered = recall(this.#storage);
    const chat = this.#chat = new Chat(new URL(".", location.href), this.#storage, {
      onChange: () => this.#changed(),
      onHeard: (message, conversation) => this.#attention.heard(message, conversation),
      onSearch: (words) => searchPanel.open(words),
      onRefused: (code, sentence) => this.#refused(code, sentence),
      onEnded: () => this.#standBy(),
      text,
    });
    const locales = navigator.languages.filter((tag) => tag.toLowerCase().startsWith(language));
    const clock = new Clock(locales.length > 0 ? locales : [language], text);
    const write = () => {
      // On a phone the keyboard would cover the conversation that was just opened.
      if (matchMedia("(hover: hover)").matches) this.#composer.focus();
    };
    const closeDrawer = () => {
      this.#drawers.close();
      write();
    };
    const panel = new Panel(write);
    const searchPanel = new SearchPanel(chat, clock, panel);
    const thread = new Thread(chat, clock, panel);
    this.#timeline = new Timeline(chat, clock, {
      onWrite: () => this.#composer.focus(),
      onThread: (seq) => thread.open(seq),
    });
    this.#composer = new Composer(chat, {
      onScroll: (pages) => this.#timeline.scrollPages(pages),
      onSent: () => this.#timeline.scrollToBottom(),
      onEditLast: (message) => this.#timeline.edit(message),
    });
    this.#status = new StatusBar(chat);
    this.#joinForm = new JoinForm(text, (claim) => chat.join(claim));
    const options = { isWanted: remembered?.notify ?? false, onChange: () => this.#changed() };
    this.#attention = new Attention(chat, options);
    const dialog = new RoomDialog(chat);
    this.#navigation = new Navigation(chat);
    this.#views = [
      new UndoBar(chat, write),
      new Places(chat, closeDrawer),
      new RoomHead(chat),
      new RoomMenu(chat, () => dialog.open()),
      new People(chat, closeDrawer),
      this.#timeline,
      this.#composer,
      new Attach(chat, (files) => this.#composer.sendFiles(files)),
      new UploadList(chat),
      new TypingLine(chat),
      new ReplyBar(chat, () => this.#composer.focus()),
      panel,
      this.#status,
      dialog,
    ];
    fillTexts(text);
    this.#listen(dialog, panel);
    if (remembered === undefined) this.#joinForm.show("");
    else {
      this.#enter();
      chat.resume(remembered);
    }
  }

  #enter() {
    this.#isIn = true;
    this.#joinForm.hide();
    byId("chat", HTMLElement).hidden = false;
    this.#composer.focus();
  }

  #changed() {
    this.#attention?.draw();
    const { kind } = this.#chat.connection.state;
    if (!this.#isIn && kind === "online") this.#enter();
    if (!this.#isIn && kind === "waiting") {
      this.#chat.connection.end();
      this.#joinForm.refuse("unreachable", this.#text("error_unreachable"));
    }
    if (this.#isIn) this.#navigation.align();
    this.#saveTimer ??= setTimeout(() => this.#save(), SAVE_AFTER_MS);
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      if (this.#isIn) { for (const view of this.#views) view.draw(); }
    });
  }

  /**
   * @param {string} code
   * @param {string} sentence
   */
  #refused(code, sentence) {
    const key = /** @type {TextKey} */ (`error_${code}`);
    const own = key in LANGUAGES.en ? this.#text(key) : "";
    // The pending save would find the reader gone, and lose the newest draft.
    this.#save();
    this.#isIn = false;
    byId("chat", HTMLElement).hidden = true;
    this.#joinForm.show(this.#chat.me);
    if (code === "quit") {
      forget(this.#storage);
      forgetReader();
      this.#chat.forget();
      this.#navigation.forget();
    }
    this.#joinForm.refuse(code, own === "" ? sentence : own);
  }

  #standBy() {
    this.#standsBySinceMs = Date.now();
    this.#status.standsBy = this.#text("replaced");
    this.#changed();
  }

  #save() {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    // A page that stands by must not overwrite the memory of the page that took over.
    if (!this.#isIn || this.#status.standsBy !== "") return;
    remember(this.#storage, { ...visitOf(this.#chat), notify: this.#attention.isWanted });
  }

  /** Adds the drafts of this page's standby time to the memory of the page that took over. */
  #handOverDrafts() {
    const remembered = recall(this.#storage);
    if (remembered === undefined) return;
    const begun = this.#chat.drafts.toRemember()
      .filter(({ writtenMs }) => writtenMs >= this.#standsBySinceMs);
    const drafts = new Drafts();
    drafts.restore([...remembered.drafts ?? [], ...begun], Date.now());
    remember(this.#storage, { ...remembered, drafts: drafts.toRemember() });
  }

  /**
   * @param {RoomDialog} dialog
   * @param {Panel} panel
   */
  #listen(dialog, panel) {
    const chat = this.#chat;
    const updateWatched = () => {
      chat.isWatched = !document.hidden && document.hasFocus();
      if (!chat.isWatched) return;
      chat.markSeen();
      chat.connection.nudge();
    };
    document.addEventListener("visibilitychange", updateWatched);
    globalThis.addEventListener("focus", updateWatched);
    globalThis.addEventListener("blur", updateWatched);
    globalThis.addEventListener("online", () => chat.connection.nudge());
    globalThis.addEventListener("pagehide", () => {
      this.#save();
      if (this.#status.standsBy !== "") this.#handOverDrafts();
    });
    globalThis.addEventListener("beforeunload", (event) => {
      // The browser asks the reader if messages wait that a reload would lose.
      if (chat.speech.waiting.isAtRisk || chat.uploads.isAtRisk) event.preventDefault();
    });
    byId("skip", HTMLAnchorElement).addEventListener("click", (event) => {
      // The link would replace the room in the address by the field's id.
      event.preventDefault();
      this.#composer.focus();
    });
    byId("sign-out", HTMLButtonElement).addEventListener("click", () => this.#signOut());
    listenForKeys(chat, {
      isIn: () => this.#isIn,
      onDialog: () => dialog.open(),
      onSearch: () => byId("show-search", HTMLButtonElement).click(),
      onEscape: () => panel.close() || this.#drawers.close(),
      onWrite: () => this.#composer.focus(),
    });
    // Large rooms announce no joins and leaves.
    setInterval(() => chat.isWatched && chat.askWho(), WHO_EVERY_MS);
    this.#redrawAtMidnight();
    updateWatched();
  }

  #signOut() {
    const chat = this.#chat;
    if (chat.connection.command("/quit")) return;
    chat.connection.end();
    this.#refused("quit", "");
  }

  /** Draws the days anew after midnight, when "today" has become yesterday. */
  #redrawAtMidnight() {
    const midnightMs = new Date().setHours(24, 0, 1, 0);
    setTimeout(() => {
      this.#timeline.forgetRows();
      this.#changed();
      this.#redrawAtMidnight();
    }, midnightMs - Date.now());
  }
}

new App();
