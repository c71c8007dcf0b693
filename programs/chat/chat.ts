import { escapeSlash, holdsSecret } from "../../hub/mod.ts";
import type { OutputQueue } from "../../terminal/mod.ts";
import type { Client } from "../../client/mod.ts";
import { FileCommands } from "./files/file_commands.ts";
import { completePath, listFolder } from "./files/path_completion.ts";
import { Transfers } from "./files/transfers.ts";
import { HUB_COMMANDS, OWN_COMMANDS } from "./chat_help.ts";
import { sentenceFor } from "../sentence.ts";
import { MessageSearch } from "./reading/message_search.ts";
import { Pages } from "./reading/pages.ts";
import { ReadMarker } from "./reading/read_marker.ts";
import { Reading } from "./reading/reading.ts";
import { complete } from "./typed/completion.ts";
import { KnownNames } from "./typed/known_names.ts";
import { MessageCommands } from "./typed/message_commands.ts";
import { Place } from "./typed/place.ts";
import { Speaker } from "./typed/speaker.ts";
import { TypedLines } from "./typed/typed_lines.ts";
import { ChatWindow } from "./view/chat_window.ts";
import { EventView } from "./view/event_view.ts";
import { IgnoredNames } from "./view/ignored_names.ts";
import { MessageView } from "./view/message_view.ts";
import { placeBar } from "./view/place_bar.ts";

const COMMANDS = [...Object.keys(OWN_COMMANDS), ...HUB_COMMANDS].map((word) => `/${word}`);

/** The conversation of a person at a terminal: brings typed lines, events and the prompt together. */
export class Chat {
  readonly #names = new KnownNames();
  readonly #reading = new Reading();
  readonly #transfers = new Transfers(() => this.#updatePrompt());
  readonly #files: FileCommands;
  readonly #window: ChatWindow;
  readonly #place: Place;
  readonly #marker: ReadMarker;
  readonly #events: EventView;
  readonly #typed: TypedLines;
  readonly #speaker: Speaker;
  readonly #pages: Pages;
  readonly #search: MessageSearch;

  constructor(
    readonly client: Client,
    readonly look: {
      readonly hasColour: boolean;
      readonly output: OutputQueue;
      /** The person's home folder. */
      readonly home: string | undefined;
    },
  ) {
    const window = this.#window = this.#windowOn(look);
    const ignored = new IgnoredNames();
    const view = new MessageView(client, window, ignored);
    const place = this.#place = new Place(client, () => this.#updatePrompt());
    const notice = (sentence: string) => window.notice(sentence);
    const messages = new MessageCommands({
      client,
      place: () => place.name,
      notice,
      answer: (text, to, re) => this.#speaker.say(text, to, re),
      showEarlier: (message) => view.showEarlier(message),
    });
    const files = this.#files = new FileCommands({
      ...{ client, notice, home: look.home, transfers: this.#transfers },
      place: () => place.name,
    });
    this.#speaker = new Speaker({
      ...{ client, window, view, place },
      said: (seq) => messages.said(seq),
      settled: () => this.#updatePrompt(),
    });
    this.#pages = new Pages({
      client,
      notice,
      showEarlier: (message) => {
        messages.heard(message);
        view.showEarlier(message);
      },
    });
    this.#typed = new TypedLines({
      ...{ client, window, view, place, ignored, messages, files },
      names: this.#names,
      speaker: this.#speaker,
      quit: () => this.#quit(),
    });
    this.#marker = new ReadMarker(client, this.#reading, () => this.#showMissed());
    this.#search = new MessageSearch({
      client,
      onChanged: () => window.redrawSearch(),
      goTo: (place, seq) => this.#goTo(place, seq),
    });
    this.#events = new EventView({
      ...{ client, window, view, ignored, messages },
      reading: this.#reading,
      showMissed: () => this.#showMissed(),
    });
  }

  async run(): Promise<number> {
    this.#updatePrompt();
    this.#window.open();
    for await (const event of this.client) {
      this.#names.add(event);
      this.#files.heard(event);
      this.#events.show(event);
      if (this.#place.leaveLostRoom()) this.#window.notice(this.#place.whyNowhere);
      this.#updatePrompt();
    }
    this.#marker.stop();
    await this.#transfers.ended();
    const error = await this.client.closed;
    const lastWords = this.#events.lastWords || "Goodbye.";
    await this.#window.close(error ? sentenceFor(error) : lastWords);
    await this.client.close();
    return error === undefined ? 0 : 1;
  }

  #windowOn(look: { readonly hasColour: boolean; readonly output: OutputQueue }): ChatWindow {
    return new ChatWindow(
      {
        onLine: (line) => {
          this.#typed.enter(line);
          this.#updatePrompt();
        },
        onText: (text) => this.#speaker.sayHere(text),
        asTyped: escapeSlash,
        holdsSecret,
        onPage: (direction) => this.#page(direction),
        onUp: () => this.#lastTextToEdit(),
        search: {
          prompt: () => this.#window.searchPrompt(this.#search.status, this.#search.result),
          onWords: (words) => this.#search.setWords(words),
          onStep: (direction) => this.#search.step(direction),
          onChosen: () => this.#search.choose(),
          onLeft: () => this.#search.end(),
        },
        onQuit: () => this.#quit(),
        onEndKey: () => this.#quit(),
        onInterrupt: () => {
          if (!this.#transfers.cancel()) this.#quit();
        },
        complete: (line) =>
          completePath(line, { list: listFolder, home: this.look.home }) ?? complete(line, {
            commands: COMMANDS,
            names: this.#names.list(),
            rooms: this.client.rooms,
          }),
      },
      look,
    );
  }

  #page(direction: "older" | "newer"): void {
    const { name } = this.#place;
    const shown = direction === "older" ? this.#pages.showOlder(name) : this.#pages.showNewer(name);
    this.#typed.noticeRefusal(shown);
  }

  /** Returns the command that changes the last text, if nothing else was done since. */
  #lastTextToEdit(): string | undefined {
    const { editable } = this.#speaker;
    const message = editable === undefined ? undefined : this.client.message(editable);
    if (message === undefined || message.deleted) return undefined;
    return `/edit ${message.seq} ${message.msg}`;
  }

  /** Talks where a message was said, and shows it with those around it. */
  #goTo(place: string, seq: number): void {
    this.#typed.noticeRefusal(this.#go(place, seq));
  }

  async #go(place: string, seq: number): Promise<void> {
    this.#place.goTo(place);
    await this.#pages.showAround(place, seq);
  }

  #showMissed(): void {
    this.#typed.noticeRefusal(this.#showNewest());
  }

  async #showNewest(): Promise<void> {
    const { name } = this.#place;
    if (name === undefined) return;
    const newest = await this.#pages.showNewest(name);
    if (newest === undefined) return;
    this.#reading.shown(name, newest);
    this.#updatePrompt();
  }

  #quit(): void {
    this.#marker.flush();
    // The hub drops what it has of a cancelled file, while there is a connection.
    this.#transfers.cancel();
    void this.#transfers.ended().then(() => this.client.close());
  }

  #updatePrompt(): void {
    const { state, unacked, rooms } = this.client;
    if (state === "online") this.#reading.keepRooms(rooms);
    this.#marker.update(this.#place.name);
    const waiting = unacked > 0 ? ` +${unacked}` : "";
    const isEntering = state === "online" && this.#place.isEntering;
    const doing = isEntering ? "joining" : state === "waiting" ? "offline" : state;
    const status = state === "online" && !isEntering ? "" : `${doing}${waiting}`;
    this.#window.prompt(this.#place.name ?? "(no room)", {
      status,
      transfers: this.#transfers.text,
      bar: placeBar({ rooms, here: this.#place.name, unread: this.#reading.unread }),
    });
  }
}
