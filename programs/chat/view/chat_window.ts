import {
  type EditorEvents,
  JobControl,
  LineEditor,
  type OutputQueue,
} from "../../../terminal/mod.ts";
import { type Look, type Reader, tame, viewBar, viewMessage, viewNotice } from "./chat_view.ts";
import type { Message } from "../../../client/mod.ts";

const PLACE_MAX_CHARS = 16;

/** The terminal of a chat: messages and notices above the line being typed. */
export class ChatWindow {
  readonly #editor: LineEditor;
  readonly #hasColour: boolean;

  constructor(
    events: Omit<EditorEvents, "enteredLines">,
    { hasColour, output }: { readonly hasColour: boolean; readonly output: OutputQueue },
  ) {
    this.#hasColour = hasColour;
    // The program shows a sent line as a message, so the typed line goes.
    this.#editor = new LineEditor({ ...events, enteredLines: "go" }, output, new JobControl());
  }

  /** Takes over the terminal as soon as the program is in the foreground. */
  open(): void {
    this.#editor.open();
  }

  message(message: Pick<Message, "name" | "msg" | "to" | "time">, reader: Reader): void {
    this.#editor.print(viewMessage(message, this.#look, reader));
  }

  /** Shows a sentence of the hub, or of this program. */
  notice(sentence: string): void {
    this.#editor.print(viewNotice(sentence, this.#look));
  }

  /**
   * Sets the prompt.
   *
   * @param place The room or peer that the person talks to.
   * @param status The state of the connection; empty while all is well.
   * @param transfers The files on their way, in a row of their own; empty: no row.
   * @param bar The other places, with their counts, in a row above the prompt; empty: no row.
   */
  prompt(
    place: string,
    { status, transfers, bar }: {
      readonly status: string;
      readonly transfers: string;
      readonly bar: string;
    },
  ): void {
    const shown = tame(place).slice(0, PLACE_MAX_CHARS).toWellFormed();
    const rows = [transfers, bar].filter((text) => text !== "")
      .map((text) => `${viewBar(`[${text}]`, this.#look)}\n`).join("");
    this.#editor.prompt(`${rows}${status && `(${status}) `}${shown}> `);
  }

  /** Returns the prompt of a search: a row with the result, and one for the words. */
  searchPrompt(
    status: string,
    result: Pick<Message, "name" | "msg" | "to" | "time"> | undefined,
  ): string {
    if (result === undefined) return `${viewBar(`[${status}]`, this.#look)}\nsearch: `;
    const { name, msg, to, time } = result;
    const row = `[${status}] ${time.slice(0, 16).replace("T", " ")} ${name} ${to}: ${msg}`;
    return `${viewBar(row, this.#look)}\nsearch: `;
  }

  /** Shows the present result of a search. */
  redrawSearch(): void {
    this.#editor.redrawSearch();
  }

  /** Empties the screen; the line being typed stays. */
  clear(): void {
    this.#editor.clearScreen();
  }

  bell(): void {
    this.#editor.bell();
  }

  /** Adds a text to those that the arrow keys bring back. */
  remember(text: string): void {
    this.#editor.remember(text);
  }

  /** Prints the last words and gives the terminal back to the shell. */
  async close(lastWords: string): Promise<void> {
    await this.#editor.close(viewNotice(lastWords, this.#look));
  }

  get #look(): Look {
    return { hasColour: this.#hasColour, columns: this.#editor.columns };
  }
}
