import { foldName, type NameArgument, readName } from "../../../hub/mod.ts";
import type { ClientEvent } from "../../../client/mod.ts";
import { tame } from "../view/chat_view.ts";

const MAX_NAMES = 1_000;

/** The names of recent events, for the Tab key and for names with spaces. */
export class KnownNames {
  // The Map's order is the order of the last mention.
  readonly #byFold = new Map<string, string>();

  /** Returns the names; the last one mentioned comes first. */
  list(): string[] {
    return [...this.#byFold.values()].reverse();
  }

  /** Adds the names that an event mentions. */
  add(event: ClientEvent): void {
    switch (event.event) {
      case "message":
        return this.#addName(event.name);
      case "welcome":
      case "who":
        for (const name of event.peers ?? []) this.#addName(name);
        return;
      case "join":
        for (const name of event.peers ?? []) this.#addName(name);
        return this.#addName(event.peer);
      case "rename":
        this.#byFold.delete(foldName(event.peer));
        return this.#addName(event.now);
      default:
    }
  }

  /** Splits a command's argument into a name and the text behind it, or says why that isn't clear. */
  split(args: string, command: string): NameArgument {
    return readName(args, {
      command,
      isKnown: (name) => this.#byFold.has(foldName(name)),
      mayFollow: () => true,
      unknown: "first-word",
    });
  }

  #addName(name: string): void {
    // A name comes from others: one that would act on the terminal isn't offered.
    if (tame(name) !== name) return;
    const fold = foldName(name);
    this.#byFold.delete(fold);
    this.#byFold.set(fold, name);
    if (this.#byFold.size <= MAX_NAMES) return;
    const [oldest] = this.#byFold.keys();
    this.#byFold.delete(oldest);
  }
}
