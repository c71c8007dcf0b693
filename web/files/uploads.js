import { authorizationOf } from "../connection/authorization.js";
import { rememberReader } from "../storage/file_cookie.js";
import { newId } from "../connection/wire.js";
import { foldName } from "../../vocabulary/mod.ts";
import { FileUpload } from "./file_upload.js";
import { UploadMemory } from "./upload_memory.js";

/** @typedef {import("../chat.js").Chat} Chat */
/** @typedef {import("../conversation.js").Conversation} Conversation */
/** @typedef {import("./file_upload.js").FileToSend} FileToSend */
/** @typedef {import("./file_upload.js").SaidFile} SaidFile */

/** Files that are sent at the same time: so their messages keep the order in which they were chosen. */
const AT_ONCE = 1;
/** The most files that wait or are sent. */
export const UPLOADS_MAX = 50;

/** The files that the reader sends, in the order in which they were chosen. */
export class Uploads {
  /** @type {FileUpload[]} */
  list = [];
  #chat;
  #memory = new UploadMemory();
  /** The name whose files were looked for. */
  #restored = "";

  /** @param {Chat} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @param {Conversation} conversation */
  of({ key }) {
    return this.list.filter(({ sending }) => foldName(sending.target) === key);
  }

  /**
   * Sends files to a conversation. The first one gets the caption.
   *
   * @param {Conversation} conversation
   * @param {readonly File[]} files
   * @param {string} caption
   * @returns {string | undefined} The reason if they aren't sent.
   */
  add(conversation, files, caption) {
    const chat = this.#chat;
    if (this.list.length + files.length > UPLOADS_MAX) {
      return chat.handlers.text("tooManyFiles", { max: UPLOADS_MAX });
    }
    const { target, answered } = conversation;
    files.forEach((file, index) => {
      const sending = {
        ...{ id: newId(), me: chat.me, target, file, caption: index === 0 ? caption : "" },
        chosenMs: Date.now() + index / 1_000,
        ...(answered !== undefined && { re: answered.seq }),
      };
      this.#add(sending);
      this.#memory.keep(sending);
    });
    conversation.answered = undefined;
    this.goOn();
    return undefined;
  }

  /**
   * Goes on with the files of this page, and with those of an earlier one of the reader's name.
   *
   * @param {string} session
   */
  welcomed(session) {
    rememberReader(session);
    const { me } = this.#chat;
    for (const upload of this.list) upload.nudge();
    if (foldName(me) === this.#restored) return;
    this.#restored = foldName(me);
    this.#memory.of(me).then((remembered) => {
      for (const sending of remembered) {
        const isHere = this.list.some((upload) => upload.sending.id === sending.id);
        if (!isHere && foldName(this.#chat.me) === foldName(me)) this.#add(sending);
      }
      this.goOn();
    });
  }

  /** Stops all: another page of the reader has taken over, and goes on with them. */
  standBy() {
    for (const upload of this.list) upload.stop();
    this.list = [];
    this.#restored = "";
  }

  /** Drops all: the reader has signed out. */
  forget() {
    for (const upload of this.list) this.cancel(upload);
    this.#restored = "";
  }

  /** @param {FileUpload} upload */
  cancel(upload) {
    void upload.cancel();
    this.#drop(upload);
  }

  /** @param {FileUpload} upload A refused one. */
  again(upload) {
    void upload.again();
  }

  /** True if a reload would lose files. */
  get isAtRisk() {
    return this.list.some(({ state, sending }) =>
      state !== "failed" && !this.#memory.has(sending.id)
    );
  }

  /** @param {FileToSend} sending */
  #add(sending) {
    const chat = this.#chat;
    const upload = new FileUpload(sending, {
      onChange: () => {
        if (upload.state === "failed") this.goOn();
        chat.handlers.onChange();
      },
      onBegun: () => this.#memory.keep(sending),
      onSaid: (said) => this.#said(upload, said),
      // ws: becomes http:, wss: becomes https:.
      base: () => new URL(".", chat.connection.address.replace(/^ws/, "http")).href,
      headers: () => this.#headers(),
    });
    this.list.push(upload);
  }

  /** @returns {Record<string, string>} */
  #headers() {
    const { token, connection } = this.#chat;
    const session = connection.resume?.session;
    return {
      ...authorizationOf(token),
      ...(session !== undefined && { "Hub-Session": session }),
    };
  }

  /** Begins the files whose turn it is, where the page is connected. */
  goOn() {
    const { isOnline, handlers } = this.#chat;
    let running = this.list.filter(({ state }) => state === "sending" || state === "lost").length;
    for (const upload of this.list) {
      if (running >= AT_ONCE || !isOnline) break;
      if (upload.state !== "waiting") continue;
      running++;
      void upload.run();
    }
    handlers.onChange();
  }

  /**
   * @param {FileUpload} upload
   * @param {SaidFile} said
   */
  #said(upload, { seq, file }) {
    const chat = this.#chat;
    const { target, caption: msg, re } = upload.sending;
    chat.open(target).addMessage({
      ...{ kind: "message", seq, timeMs: Date.now(), name: chat.me, msg, file, re },
      ...{ isOwn: true, mentionsMe: false, state: "kept" },
    });
    this.#drop(upload);
  }

  /** @param {FileUpload} upload */
  #drop(upload) {
    this.list = this.list.filter((one) => one !== upload);
    this.#memory.drop(upload.sending.id);
    this.goOn();
  }
}
