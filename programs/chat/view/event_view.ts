import { commandList } from "../../../cli/mod.ts";
import type { Client, ClientEvent, Message } from "../../../client/mod.ts";
import type { MessageCommands } from "../typed/message_commands.ts";
import type { Reading } from "../reading/reading.ts";
import { mentions } from "./chat_view.ts";
import type { ChatWindow } from "./chat_window.ts";
import type { IgnoredNames } from "./ignored_names.ts";
import { noteOf } from "./message_notes.ts";
import type { MessageView } from "./message_view.ts";
import { TypingPeers } from "./typing_peers.ts";

/** The parts of a chat to which events matter. */
export interface EventViewOptions {
  readonly client: Client;
  readonly window: ChatWindow;
  readonly view: MessageView;
  readonly ignored: IgnoredNames;
  readonly messages: MessageCommands;
  readonly reading: Reading;
  /** Shows the newest messages of the present place, which the person hasn't seen. */
  readonly showMissed: () => void;
}

/** Shows what the client tells: messages as messages, everything else as a sentence. */
export class EventView {
  readonly #options: EventViewOptions;
  readonly #typing = new TypingPeers();
  #isWaiting = true;
  #lastWords = "";
  /** The newest message at the last welcome. */
  #welcomeSeq = 0;
  #wasCounted = false;
  /** The program has asked for the counts itself, and the answer hasn't come. */
  #isCounting = false;

  constructor(options: EventViewOptions) {
    this.#options = options;
  }

  /** The hub's sentence about the end of the connection; shown with what follows from it. */
  get lastWords(): string {
    return this.#lastWords;
  }

  show(event: ClientEvent): void {
    const { window, ignored } = this.#options;
    switch (event.event) {
      case "message":
        return this.#showMessage(event);
      case "state":
        return this.#showState(event);
      case "history":
        if (event.count > 0) window.notice(event.msg);
        return;
      case "help":
        return window.notice(`The hub's commands:\n${commandList(event.commands)}`);
      case "typing":
        if (ignored.has(event.peer) || !this.#typing.begins(event.peer)) return;
        return window.notice(event.msg);
      case "close":
        this.#lastWords = event.msg;
        return;
      case "welcome":
        this.#welcomeSeq = event.seq;
        return window.notice(event.msg);
      case "unread":
        return this.#showUnread(event);
      case "error":
      case "file":
      case "read":
      case "gap":
      case "heartbeat":
      case "away":
      case "pins":
      case "search":
      case "info":
      case "join":
      case "leave":
      case "rename":
      case "rooms":
      case "time":
      case "topic":
      case "room":
      case "who":
      case "bans":
      case "hook":
      case "hooks":
      case "whois":
        return window.notice(event.msg);
      default:
        event satisfies never;
    }
  }

  #showMessage(message: Message): void {
    const { client, window, view, ignored, messages, reading } = this.#options;
    this.#typing.ends(message.name);
    if (ignored.has(message.name)) return;
    const { change, re } = message;
    const isOwn = view.isOwn(message);
    messages.heard(message);
    const note = noteOf(message, client.message(change?.of ?? re ?? -1));
    if (note.kind === "sentence") return window.notice(note.text);
    view.show({ ...message, msg: note.text });
    if (change !== undefined) return;
    const isForMe = !message.to.startsWith("#") || mentions(message, client.name);
    if (!isOwn) {
      const place = message.to.startsWith("#") ? message.to : message.name;
      reading.arrived({ place, seq: message.seq, isForMe });
    }
    if (isForMe && !message.replay) window.bell();
  }

  /** The hub counts what was said while the person wasn't here, in the rooms that the client is in. */
  #askForCounts(): void {
    const { client } = this.#options;
    if (client.state !== "online") return;
    this.#isCounting = true;
    client.command("/unread");
  }

  #showUnread({ places, msg }: Extract<ClientEvent, { event: "unread" }>): void {
    const { window, reading, showMissed } = this.#options;
    const isNews = !this.#isCounting || places.some(({ unread }) => unread > 0);
    this.#isCounting = false;
    if (isNews) window.notice(msg);
    const here = reading.counted(places, this.#welcomeSeq);
    // After a lost connection the hub replays what was missed, which shows it.
    if (here > 0 && !this.#wasCounted) showMissed();
    this.#wasCounted = true;
  }

  #showState({ state, msg, retryInMs = 0 }: Extract<ClientEvent, { event: "state" }>): void {
    const wasWaiting = this.#isWaiting;
    this.#isWaiting = state !== "online";
    if (state === "waiting") this.#lastWords = "";
    if (state === "online") this.#askForCounts();
    // Only the first of several failures is news; the prompt shows the others.
    if (state !== "waiting" || wasWaiting && (retryInMs > 500 || retryInMs === 0)) return;
    this.#options.window.notice(`${msg} Trying again; what you say meanwhile is sent then.`);
  }
}
