import { commandIn, foldName, mainWord, wholeName } from "../../../vocabulary/mod.ts";

/**
 * The password that a person typed for a name, by `/register` or `/identify`. It proves the name over
 * the next connections, and is kept nowhere but in memory.
 */
export class TypedPassword {
  #typed: Typed | undefined;

  /**
   * Remembers the password in a command; any other line changes nothing.
   *
   * @param name The client's present name.
   */
  remember(line: string, name: string): void {
    const [, word = "", args = ""] = /^\/(\S*)\s+(.*)$/s.exec(commandIn(line) ?? "") ?? [];
    const command = mainWord(word);
    if (command === "register") {
      this.#typed = { command, fold: foldName(name), password: args.trim() };
    } else if (command === "identify") this.#typed = { command, args: args.trim() };
  }

  /** Forgets the password, since the hub has refused it. */
  forget(): void {
    this.#typed = undefined;
  }

  /** Returns the password of a name; undefined if none was typed for it. */
  of(name: string): string | undefined {
    const fold = foldName(name);
    const typed = this.#typed;
    switch (typed?.command) {
      case undefined:
        return undefined;
      case "register":
        return typed.fold === fold ? typed.password : undefined;
      case "identify":
        return passwordBehind(fold, typed.args);
      default:
        return typed satisfies never;
    }
  }
}

type Typed =
  | { readonly command: "register"; readonly fold: string; readonly password: string }
  /** Name and password, which may both hold spaces. */
  | { readonly command: "identify"; readonly args: string };

/** Returns the text behind a name; undefined if the text begins with another name. */
function passwordBehind(fold: string, args: string): string | undefined {
  for (const { index } of args.matchAll(/\s/g)) {
    if (foldName(wholeName(args.slice(0, index))) === fold) return args.slice(index).trim();
  }
  return undefined;
}
