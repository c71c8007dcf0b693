import {
  bareWordIn,
  commandIn,
  escapeSlash,
  foldName,
  holdsSecret,
  mainWord,
  spokenText,
  wholeName,
} from "../../hub/mod.ts";
import { commandList } from "../../cli/mod.ts";
import type { OutputQueue } from "../../terminal/mod.ts";
import { HUB_COMMANDS, OWN_COMMANDS, ownCommandList } from "./chat_help.ts";
import { mentions, tame } from "./chat_view.ts";
import { type Client, ClientError, type ClientEvent, type Message } from "../../client/mod.ts";
import { complete } from "./completion.ts";
import { ChatWindow } from "./chat_window.ts";
import { KnownNames } from "./known_names.ts";
import { IgnoredNames } from "./ignored_names.ts";
import { MessageCommands, searchLine } from "./message_commands.ts";
import { noteOf, numbered, quoteOf } from "./message_notes.ts";
import { OlderPages } from "./older_pages.ts";
import { Place } from "./place.ts";
import { Reading, type ReadUpTo } from "./reading.ts";
import { TypingPeers } from "./typing_peers.ts";
import { sentenceFor } from "../sentence.ts";

const LOBBY = "#lobby";
/** Milliseconds in which several shown messages share a read marker. */
const MARK_DELAY_MS = 1_000;

/** The conversation of a person at a terminal: carries out typed lines, and shows events. */
export class Chat {
  readonly #names = new KnownNames();
  readonly #window: ChatWindow;
  readonly #place: Place;
  readonly #ignored = new IgnoredNames();
  readonly #messages: MessageCommands;
  readonly #older: OlderPages;
  readonly #typing = new TypingPeers();
  readonly #reading = new Reading();
  #markTimer: ReturnType<typeof setTimeout> | undefined;
  #isWaiting = true;
  /** The hub's sentence about the end of the connection; shown with what follows from it. */
  #lastWords = "";

  constructor(
    readonly client: Client,
    look: { readonly hasColour: boolean; readonly output: OutputQueue },
  ) {
    this.#place = new Place(client, () => this.#updatePrompt());
    this.#messages = new MessageCommands({
      client,
      place: () => this.#place.name,
      notice: (sentence) => this.#window.notice(sentence),
      answer: (text, to, re) => this.#say(text, to, re),
      showEarlier: (message) => this.#showEarlier(message),
    });
    this.#older = new OlderPages({
      client,
      notice: (sentence) => this.#window.notice(sentence),
      showEarlier: (message) => this.#showEarlier(message),
    });
    this.#window = new ChatWindow(
      {
        onLine: (line) => this.#typed(line),
        onText: (text) => this.#sayHere(text),
        asTyped: escapeSlash,
        holdsSecret,
        onPageUp: () => this.#noticeRefusal(this.#older.showNext(this.#place.name)),
        onSearch: searchLine,
        onQuit: () => this.#quit(),
        complete: (line) =>
          complete(line, {
            commands: [...Object.keys(OWN_COMMANDS), ...HUB_COMMANDS].map((one) => `/${one}`),
            names: this.#names.list(),
            rooms: client.rooms,
          }),
      },
      look,
    );
  }

  async run(): Promise<number> {
    this.#updatePrompt();
    this.#window.open();
    for await (const event of this.client) {
      this.#names.add(event);
      this.#show(event);
      if (this.#place.leaveLostRoom()) this.#window.notice(this.#place.whyNowhere);
      this.#updatePrompt();
    }
    clearTimeout(this.#markTimer);
    const error = await this.client.closed;
    await this.#window.close(error ? sentenceFor(error) : this.#lastWords || "Goodbye.");
    await this.client.close();
    return error === undefined ? 0 : 1;
  }

  #show(event: ClientEvent): void {
    switch (event.event) {
      case "message":
        return this.#showMessage(event);
      case "state":
        return this.#showState(event);
      case "history":
        if (event.count > 0) this.#window.notice(event.msg);
        return;
      case "help":
        return this.#window.notice(`The hub's commands:\n${commandList(event.commands)}`);
      case "typing":
        if (this.#ignored.has(event.peer) || !this.#typing.begins(event.peer)) return;
        return this.#window.notice(event.msg);
      case "close":
        this.#lastWords = event.msg;
        return;
      case "error":
      case "file":
      case "gap":
      case "heartbeat":
      case "away":
      case "read":
      case "unread":
      case "pins":
      case "search":
      case "info":
      case "join":
      case "leave":
      case "rename":
      case "rooms":
      case "time":
      case "topic":
      case "welcome":
      case "who":
      case "bans":
      case "whois":
        return this.#window.notice(event.msg);
      default:
        event satisfies never;
    }
  }

  #showMessage(message: Message): void {
    this.#typing.ends(message.name);
    if (this.#ignored.has(message.name)) return;
    const { change, re } = message;
    const isOwn = foldName(message.name) === foldName(this.client.name);
    if (!isOwn) this.#messages.heard(message);
    const note = noteOf(message, this.client.message(change?.of ?? re ?? -1));
    if (note.kind === "sentence") return this.#window.notice(note.text);
    const isForMe = !message.to.startsWith("#") || mentions(message, this.client.name);
    this.#print({ ...message, msg: note.text }, { isOwn });
    if (change !== undefined) return;
    if (!isOwn) {
      const place = message.to.startsWith("#") ? message.to : message.name;
      this.#reading.arrived({ place, seq: message.seq, isForMe });
    }
    if (isForMe && !message.replay) this.#window.bell();
  }

  #showState({ state, msg, retryInMs = 0 }: Extract<ClientEvent, { event: "state" }>): void {
    const wasWaiting = this.#isWaiting;
    this.#isWaiting = state !== "online";
    if (state === "waiting") this.#lastWords = "";
    // Only the first of several failures is news; the prompt shows the others.
    if (state !== "waiting" || wasWaiting && (retryInMs > 500 || retryInMs === 0)) return;
    this.#window.notice(`${msg} Trying again; what you say meanwhile is sent then.`);
  }

  #quit(): void {
    this.#markRead();
    void this.client.close();
  }

  #markRead(marker: ReadUpTo | undefined = this.#reading.takeMarker()): void {
    clearTimeout(this.#markTimer);
    this.#markTimer = undefined;
    if (marker !== undefined) this.client.markRead(marker.to, marker.seq);
  }

  #updatePrompt(): void {
    const { state, unacked, rooms } = this.client;
    if (state === "online") this.#reading.keepRooms(rooms);
    const left = this.#reading.moveTo(this.#place.name);
    // The hub refuses a marker of a room that the client has left.
    if (left !== undefined && (!left.to.startsWith("#") || rooms.includes(left.to))) {
      this.#markRead(left);
    }
    if (this.#reading.hasMarker) {
      this.#markTimer ??= setTimeout(() => this.#markRead(), MARK_DELAY_MS);
    }
    const waiting = unacked > 0 ? ` +${unacked}` : "";
    const isEntering = state === "online" && this.#place.isEntering;
    const doing = isEntering ? "joining" : state === "waiting" ? "offline" : state;
    const status = state === "online" && !isEntering ? "" : `${doing}${waiting}`;
    this.#window.prompt(this.#place.name ?? "(no room)", {
      status,
      unread: this.#reading.summary(),
    });
  }

  #typed(line: string): void {
    const text = line.trim();
    if (text === "") return;
    const command = commandIn(text);
    const bareWord = bareWordIn(text);
    if (bareWord !== undefined) this.#window.notice(bareWord.sentence);
    if (bareWord?.isSaid === false) return;
    if (command === undefined) this.#sayHere(spokenText(text));
    else {
      const [, word, rest] = /^\/(\S*)\s*(.*)$/s.exec(command)!;
      this.#noticeRefusal(this.#command(mainWord(word), rest, command));
    }
    this.#updatePrompt();
  }

  #noticeRefusal(answer: Promise<void>): void {
    answer.catch((error) => {
      if (!(error instanceof ClientError)) throw error;
      this.#window.notice(error.message);
    });
  }

  async #command(command: string, rest: string, line: string): Promise<void> {
    const { client } = this;
    switch (command as keyof typeof OWN_COMMANDS) {
      case "quit":
        return this.#quit();
      case "switch":
        return this.#place.switchTo(wholeName(rest) || LOBBY);
      case "say":
        if (rest === "") return this.#window.notice("That command is written: /say text");
        return this.#sayHere(rest);
      case "msg": {
        const argument = this.#names.split(rest, "/msg");
        if (argument.kind === "unclear") return this.#window.notice(argument.sentence);
        const { name, rest: text } = argument;
        if (name === "") return this.#window.notice("That command is written: /msg name text");
        return text === "" ? this.#place.switchTo(name) : this.#say(text, name);
      }
      case "join":
        if (rest === "") return this.#window.notice("That command is written: /join #room");
        return await this.#place.join(rest);
      case "part":
        if ((rest || this.#place.name) === undefined) {
          return this.#window.notice("You talk in no room: /part #room leaves one.");
        }
        return await this.#place.part(rest || this.#place.name!);
      case "nick":
        return await client.rename(wholeName(rest));
      case "edit":
        return await this.#messages.edit(rest);
      case "delete":
        return await this.#messages.delete(rest);
      case "re":
        return this.#messages.answer(rest);
      case "react":
      case "unreact":
        return await this.#messages.react(rest, { undo: command === "unreact" });
      case "search":
        return await this.#messages.search(rest);
      case "ignore":
        return this.#window.notice(this.#ignored.add(wholeName(rest)));
      case "unignore":
        return this.#window.notice(this.#ignored.remove(wholeName(rest)));
      case "clear":
        return this.#window.clear();
      case "history":
        return await this.#history(rest);
      default:
        if (command === "help") {
          this.#window.notice(`This program's commands:\n${ownCommandList()}`);
        }
        client.command(line);
    }
  }

  /** Says a text in the place that the prompt names. Without a place, the text comes back. */
  #sayHere(text: string): void {
    if (this.#place.name !== undefined) return this.#say(text, this.#place.name);
    this.#window.remember(escapeSlash(text));
    this.#window.notice(
      `Nothing was said. ${this.#place.whyNowhere} The arrow keys bring the text back.`,
    );
  }

  #say(text: string, to: string, re?: number): void {
    const time = new Date().toISOString();
    const quote = re === undefined ? "" : `(to ${quoteOf(this.client.message(re), re)}) `;
    this.#print({ name: this.client.name, msg: `${quote}${text}`, to, time }, { isOwn: true });
    const said = this.client.say(text, { to, ...(re !== undefined && { re }) });
    said.then((seq) => this.#messages.said(seq)).catch((error) => {
      if (!(error instanceof ClientError)) throw error;
      const begin = tame(text).slice(0, 30).toWellFormed();
      this.#window.remember(escapeSlash(text));
      const cure = this.client.state === "closed" ? "" : " The arrow keys bring it back.";
      this.#window.notice(`"${begin}" wasn't delivered: ${error.message}${cure}`);
    }).finally(() => this.#updatePrompt());
  }

  async #history(rest: string): Promise<void> {
    const match = /^(#\S+)?\s*(\d{1,4})?$/.exec(rest);
    if (match === null) return this.#window.notice("That command is written: /history [#room] [n]");
    const here = this.#place.name;
    const room = match[1] ?? (here?.startsWith("#") ? here : this.client.room);
    const count = Number(match[2] ?? 20);
    const { messages, complete } = await this.client.history({ room, count });
    this.#window.notice(`What was said in ${room}${complete ? "" : ", as far as it is known"}:`);
    // The messages have their newest text, so their changes tell nothing more.
    const said = messages.filter(({ change }) => change === undefined);
    for (const message of said) this.#showEarlier(message);
    this.#window.notice(`That was all: ${said.length}.`);
  }

  /** Shows a message with its number, by which commands name it. */
  #showEarlier(message: Message): void {
    if (this.#ignored.has(message.name)) return;
    const msg = numbered(message, this.client.message(message.re ?? -1));
    this.#print({ ...message, msg }, {
      isOwn: foldName(message.name) === foldName(this.client.name),
    });
  }

  #print(
    message: Pick<Message, "name" | "msg" | "to" | "time">,
    { isOwn }: { readonly isOwn: boolean },
  ): void {
    const { name: ownName, rooms } = this.client;
    this.#window.message(message, { rooms, ownName, isOwn });
  }
}
