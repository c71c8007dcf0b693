import { foldName, type NameArgument, readName } from "../../hub/mod.ts";
import type { ClientEvent } from "../../client/core/event.ts";
import { tame } from "./chat_view.ts";

const MAX_NAMES = 1_000;

/** The names heard of lately, for Tab and for names with spaces in them. */
export class KnownNames {
  // A Map keeps the order in which names were heard of last.
  readonly #byFold = new Map<string, string>();

  /** Those heard of last come first. */
  list(): string[] {
    return [...this.#byFold.values()].reverse();
  }

  note(event: ClientEvent): void {
    switch (event.event) {
      case "message":
        return this.#add(event.name);
      case "welcome":
      case "who":
        for (const name of event.peers ?? []) this.#add(name);
        return;
      case "join":
        for (const name of event.peers ?? []) this.#add(name);
        return this.#add(event.peer);
      case "rename":
        this.#byFold.delete(foldName(event.peer));
        return this.#add(event.now);
      default:
    }
  }

  /** The name that a command's argument begins with, and what follows; or why that isn't clear. */
  split(args: string, command: string): NameArgument {
    return readName(args, {
      command,
      isKnown: (name) => this.#byFold.has(foldName(name)),
      mayFollow: () => true,
      unknown: "first-word",
    });
  }

  #add(name: string): void {
    // Names come from others: one that would do harm in the line being typed isn't offered.
    if (tame(name) !== name) return;
    const fold = foldName(name);
    this.#byFold.delete(fold);
    this.#byFold.set(fold, name);
    if (this.#byFold.size <= MAX_NAMES) return;
    const [oldest] = this.#byFold.keys();
    this.#byFold.delete(oldest);
  }
}
