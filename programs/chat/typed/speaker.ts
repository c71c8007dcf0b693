import { escapeSlash } from "../../../hub/mod.ts";
import { type Client, ClientError } from "../../../client/mod.ts";
import { tame } from "../view/chat_view.ts";
import type { ChatWindow } from "../view/chat_window.ts";
import { quoteOf } from "../view/message_notes.ts";
import type { MessageView } from "../view/message_view.ts";
import type { Place } from "./place.ts";

const REFUSED_MAX_CHARS = 30;

/** The parts of a chat that a speaker needs. */
export interface SpeakerOptions {
  readonly client: Client;
  readonly window: ChatWindow;
  readonly view: MessageView;
  readonly place: Place;
  /** Called with the number of each text that the hub has acknowledged. */
  readonly said: (seq: number) => void;
  /** Called when a text waits for its ack no longer. */
  readonly settled: () => void;
}

/** Says the person's texts, shows them, and brings back those that nobody heard. */
export class Speaker {
  readonly #options: SpeakerOptions;
  #saidCount = 0;
  #editable: number | undefined;

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  /** The number of the last text, if it was heard and the person has done nothing since. */
  get editable(): number | undefined {
    return this.#editable;
  }

  /** Notes that the person has done something else since the last text. */
  turnAway(): void {
    this.#saidCount++;
    this.#editable = undefined;
  }

  /** Says a text in the place that the prompt names. Without a place, the text comes back. */
  sayHere(text: string): void {
    const { place, window } = this.#options;
    this.turnAway();
    if (place.name !== undefined) return this.say(text, place.name);
    window.remember(escapeSlash(text));
    window.notice(`Nothing was said. ${place.whyNowhere} The arrow keys bring the text back.`);
  }

  /** @param re The number of the message that the text answers. */
  say(text: string, to: string, re?: number): void {
    const { client, view, said, settled } = this.#options;
    this.turnAway();
    const count = this.#saidCount;
    const time = new Date().toISOString();
    const quote = re === undefined ? "" : `(to ${quoteOf(client.message(re), re)}) `;
    view.show({ name: client.name, msg: `${quote}${text}`, to, time });
    client.say(text, { to, ...(re !== undefined && { re }) })
      .then((seq) => {
        if (count === this.#saidCount) this.#editable = seq;
        said(seq);
      })
      .catch((error) => this.#refused(text, error))
      .finally(settled);
  }

  #refused(text: string, error: unknown): void {
    if (!(error instanceof ClientError)) throw error;
    const { client, window } = this.#options;
    const begin = tame(text).slice(0, REFUSED_MAX_CHARS).toWellFormed();
    window.remember(escapeSlash(text));
    const cure = client.state === "closed" ? "" : " The arrow keys bring it back.";
    window.notice(`"${begin}" wasn't delivered: ${error.message}${cure}`);
  }
}
