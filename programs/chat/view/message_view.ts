import { foldName } from "../../../hub/mod.ts";
import type { Client, Message } from "../../../client/mod.ts";
import type { ChatWindow } from "./chat_window.ts";
import type { IgnoredNames } from "./ignored_names.ts";
import { numbered } from "./message_notes.ts";

/** Shows messages as the present reader has to see them: own, for the reader alone, with numbers. */
export class MessageView {
  readonly #client: Client;
  readonly #window: ChatWindow;
  readonly #ignored: IgnoredNames;

  constructor(client: Client, window: ChatWindow, ignored: IgnoredNames) {
    this.#client = client;
    this.#window = window;
    this.#ignored = ignored;
  }

  isOwn({ name }: Pick<Message, "name">): boolean {
    return foldName(name) === foldName(this.#client.name);
  }

  show(message: Pick<Message, "name" | "msg" | "to" | "time">): void {
    const { name: ownName, rooms } = this.#client;
    this.#window.message(message, { rooms, ownName, isOwn: this.isOwn(message) });
  }

  /** Shows a message with its number, by which commands name it. */
  showEarlier(message: Message): void {
    if (this.#ignored.has(message.name)) return;
    this.show({ ...message, msg: numbered(message, this.#client.message(message.re ?? -1)) });
  }
}
