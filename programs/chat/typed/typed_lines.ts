import { bareWordIn, commandIn, mainWord, spokenText, wholeName } from "../../../hub/mod.ts";
import { type Client, ClientError } from "../../../client/mod.ts";
import { type OWN_COMMANDS, ownCommandList } from "../chat_help.ts";
import type { FileCommands } from "../files/file_commands.ts";
import type { ChatWindow } from "../view/chat_window.ts";
import type { IgnoredNames } from "../view/ignored_names.ts";
import type { MessageView } from "../view/message_view.ts";
import type { KnownNames } from "./known_names.ts";
import type { MessageCommands } from "./message_commands.ts";
import type { Place } from "./place.ts";
import type { Speaker } from "./speaker.ts";

const LOBBY = "#lobby";

/** The parts of a chat that typed lines act on. */
export interface TypedLinesOptions {
  readonly client: Client;
  readonly window: ChatWindow;
  readonly view: MessageView;
  readonly place: Place;
  readonly names: KnownNames;
  readonly ignored: IgnoredNames;
  readonly messages: MessageCommands;
  readonly files: FileCommands;
  readonly speaker: Speaker;
  readonly quit: () => void;
}

/** Carries out typed lines: texts are said, commands are the program's own or go to the hub. */
export class TypedLines {
  readonly #options: TypedLinesOptions;

  constructor(options: TypedLinesOptions) {
    this.#options = options;
  }

  enter(line: string): void {
    const { window, speaker } = this.#options;
    const text = line.trim();
    if (text === "") return;
    const command = commandIn(text);
    const bareWord = bareWordIn(text);
    if (bareWord !== undefined) window.notice(bareWord.sentence);
    if (bareWord?.isSaid === false) return;
    if (command === undefined) return speaker.sayHere(spokenText(text));
    speaker.turnAway();
    const [, word, rest] = /^\/(\S*)\s*(.*)$/s.exec(command)!;
    this.noticeRefusal(this.#command(mainWord(word), rest, command));
  }

  /** Shows the sentence of a refusal; another error is a bug, and stays one. */
  noticeRefusal(answer: Promise<void>): void {
    answer.catch((error) => {
      if (!(error instanceof ClientError)) throw error;
      this.#options.window.notice(error.message);
    });
  }

  async #command(command: string, rest: string, line: string): Promise<void> {
    const { client, window, place, ignored, messages, files, speaker, quit } = this.#options;
    switch (command as keyof typeof OWN_COMMANDS) {
      case "quit":
        return quit();
      case "switch":
        return await place.switchTo(wholeName(rest) || LOBBY);
      case "say":
        if (rest === "") return window.notice("That command is written: /say text");
        return speaker.sayHere(rest);
      case "msg":
        return await this.#tell(rest);
      case "me":
        if (rest === "") return window.notice("That command is written: /me text");
        return speaker.sayHere(`* ${client.name} ${rest}`);
      case "join":
        if (rest === "") return window.notice("That command is written: /join #room");
        return await place.join(rest);
      case "part":
        if ((rest || place.name) === undefined) {
          return window.notice("You talk in no room: /part #room leaves one.");
        }
        return await place.part(rest || place.name!);
      case "nick":
        return await client.rename(wholeName(rest));
      case "edit":
        return await messages.edit(rest);
      case "delete":
        return await messages.delete(rest);
      case "re":
        return messages.answer(rest);
      case "react":
      case "unreact":
        return await messages.react(rest, { undo: command === "unreact" });
      case "search":
        return await messages.search(rest);
      case "send":
        return await files.send(rest);
      case "get":
        return await files.get(rest);
      case "cancel":
        return files.cancel();
      case "ignore":
        return window.notice(ignored.add(wholeName(rest)));
      case "unignore":
        return window.notice(ignored.remove(wholeName(rest)));
      case "clear":
        return window.clear();
      case "history":
        return await this.#history(rest);
      default:
        if (command === "help") {
          window.notice(`This program's commands:\n${ownCommandList()}`);
        }
        // A command that names no room is about the one at the prompt.
        client.command(line, { to: place.name });
    }
  }

  async #tell(rest: string): Promise<void> {
    const { window, names, place, speaker } = this.#options;
    const argument = names.split(rest, "/msg");
    if (argument.kind === "unclear") return window.notice(argument.sentence);
    const { name, rest: text } = argument;
    if (name === "") return window.notice("That command is written: /msg name text");
    if (text === "") await place.switchTo(name);
    else speaker.say(text, name);
  }

  async #history(rest: string): Promise<void> {
    const { client, window, view, place, messages: commands } = this.#options;
    const match = /^(#\S+)?\s*(\d{1,4})?$/.exec(rest);
    if (match === null) return window.notice("That command is written: /history [#room] [n]");
    const room = match[1] ?? (place.name?.startsWith("#") ? place.name : client.room);
    const count = Number(match[2] ?? 20);
    const { messages, complete } = await client.history({ room, count });
    window.notice(`What was said in ${room}${complete ? "" : ", as far as it is known"}:`);
    // The messages have their newest text, so their changes tell nothing more.
    const said = messages.filter(({ change }) => change === undefined);
    for (const message of said) {
      commands.heard(message);
      view.showEarlier(message);
    }
    window.notice(`That was all: ${said.length}.`);
  }
}
