import { type EditorEvents, JobControl, LineEditor, type OutputQueue } from "../../terminal/mod.ts";
import { type Look, type Reader, tame, viewMessage, viewNotice } from "./chat_view.ts";
import type { Message } from "../../client/core/event.ts";

const PLACE_MAX_CHARS = 16;

/** The terminal as a conversation uses it: messages and notices above the line being typed. */
export class ChatWindow {
  readonly #editor: LineEditor;
  readonly #hasColour: boolean;

  constructor(
    events: Omit<EditorEvents, "enteredLines">,
    { hasColour, output }: { readonly hasColour: boolean; readonly output: OutputQueue },
  ) {
    this.#hasColour = hasColour;
    // A line that is sent is shown as a message, so the typed one goes.
    this.#editor = new LineEditor({ ...events, enteredLines: "go" }, output, new JobControl());
  }

  /** Takes the terminal as soon as the program is in the foreground. */
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
   * @param status Stands before it; empty while all is well.
   */
  prompt(place: string, status: string): void {
    const shown = tame(place).slice(0, PLACE_MAX_CHARS).toWellFormed();
    this.#editor.prompt(`${status && `(${status}) `}${shown}> `);
  }

  bell(): void {
    this.#editor.bell();
  }

  /** The arrow keys bring this text back. */
  remember(text: string): void {
    this.#editor.remember(text);
  }

  /** Gives the terminal back, behind the last words. */
  async close(lastWords: string): Promise<void> {
    await this.#editor.close(viewNotice(lastWords, this.#look));
  }

  get #look(): Look {
    return { hasColour: this.#hasColour, columns: this.#editor.columns };
  }
}
