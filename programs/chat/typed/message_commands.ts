import { foldName } from "../../../hub/mod.ts";
import type { Client, Message } from "../../../client/mod.ts";
import { quoteOf } from "../view/message_notes.ts";

/** The parts of a chat that commands about messages need. */
export interface MessageCommandsOptions {
  readonly client: Client;
  /** Returns the room or peer that the person talks to; undefined: none. */
  readonly place: () => string | undefined;
  readonly notice: (sentence: string) => void;
  /** Says a text that answers a message. */
  readonly answer: (text: string, to: string, re: number) => void;
  /** Shows an earlier message with its number. */
  readonly showEarlier: (message: Message) => void;
}

/**
 * The commands about messages: a number names the message. Without one, it is the person's own last
 * message for a change, and the last one of others in the present place for an answer or a reaction.
 */
export class MessageCommands {
  readonly #options: MessageCommandsOptions;
  #lastOwn: number | undefined;
  /** The numbers of the last messages of others, by the folded name of their place. */
  readonly #lastHeard = new Map<string, number>();

  constructor(options: MessageCommandsOptions) {
    this.#options = options;
  }

  /** Notes that an own text has got its number. */
  said(seq: number): void {
    this.#lastOwn = Math.max(this.#lastOwn ?? 0, seq);
  }

  /** Notes a message that is shown; the person's own ones don't count. */
  heard({ to, name, seq, change }: Message): void {
    if (change !== undefined || foldName(name) === foldName(this.#options.client.name)) return;
    const key = foldName(to.startsWith("#") ? to : name);
    const newest = Math.max(this.#lastHeard.get(key) ?? 0, seq);
    this.#lastHeard.delete(key);
    this.#lastHeard.set(key, newest);
    if (this.#lastHeard.size <= PLACES_MAX) return;
    const [oldest] = this.#lastHeard.keys();
    this.#lastHeard.delete(oldest);
  }

  /** @throws {ClientError} See {@linkcode Client.edit}. */
  async edit(rest: string): Promise<void> {
    const { seq = this.#lastOwn, text } = split(rest);
    if (seq === undefined || text === "") return this.#usage("/edit [number] text", seq, UNSAID);
    await this.#options.client.edit(seq, text);
    this.#options.notice(`Message ${seq} is changed: ${text}`);
  }

  /** @throws {ClientError} See {@linkcode Client.delete}. */
  async delete(rest: string): Promise<void> {
    const { seq = this.#lastOwn, text } = split(rest);
    if (seq === undefined) return this.#usage("/delete [number] [reason]", seq, UNSAID);
    await this.#options.client.delete(seq, { reason: text });
    this.#options.notice(`Message ${seq} is deleted.`);
  }

  answer(rest: string): void {
    const { seq = this.#lastHere(), text } = split(rest);
    if (seq === undefined || text === "") return this.#usage("/re [number] text", seq, UNHEARD);
    const { client, place, answer } = this.#options;
    const about = client.message(seq);
    const isOwnRoom = about === undefined || about.to.startsWith("#");
    const isToMe = !isOwnRoom && foldName(about.to) === foldName(client.name);
    const to = isToMe ? about.name : about?.to ?? place();
    if (to !== undefined) answer(text, to, seq);
    else this.#options.notice("You talk in no room: /switch #room talks there.");
  }

  /** @throws {ClientError} See {@linkcode Client.react}. */
  async react(rest: string, { undo }: { readonly undo: boolean }): Promise<void> {
    const { seq = this.#lastHere(), text } = split(rest);
    const word = undo ? "/unreact" : "/react";
    if (seq === undefined || text === "") return this.#usage(`${word} [number] 👍`, seq, UNHEARD);
    const { client, notice } = this.#options;
    await client.react(seq, text, { undo });
    const what = quoteOf(client.message(seq), seq);
    notice(undo ? `You took back ${text} to ${what}` : `You: ${text} to ${what}`);
  }

  /** @throws {ClientError} See {@linkcode Client.search}. */
  async search(words: string): Promise<void> {
    const { client, notice, showEarlier } = this.#options;
    if (words === "") return notice("That command is written: /search words");
    const { messages, more, before } = await client.search(words);
    for (const message of messages.toReversed()) showEarlier(message);
    const further = more ? ` /search ${words} before:${before} goes on.` : "";
    const count = messages.length === 1 ? "1 message matches" : `${messages.length} messages match`;
    notice(`${count}.${further}`);
  }

  #lastHere(): number | undefined {
    return this.#lastHeard.get(foldName(this.#options.place() ?? ""));
  }

  /** @param lack The reason why the command needs a number; told where there is none. */
  #usage(usage: string, seq: number | undefined, lack: string): void {
    const why = seq === undefined ? ` ${lack}: /history shows the numbers.` : "";
    this.#options.notice(`That command is written: ${usage}.${why}`);
  }
}

const PLACES_MAX = 1_000;
const UNHEARD = "Without a number it is about the last message of others here, and none was shown";
const UNSAID = "Without a number it is about your last message, and you have said nothing yet";

/** Splits the number of a message from the text behind it. */
function split(rest: string): { readonly seq?: number; readonly text: string } {
  const [, number, text = ""] = /^(\d{1,15})(?:\s+(.*))?$/s.exec(rest) ?? [];
  return number === undefined ? { text: rest } : { seq: Number(number), text };
}
