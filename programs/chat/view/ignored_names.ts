import { foldName } from "../../../hub/mod.ts";

const IGNORED_MAX_NAMES = 1_000;

/** The names of peers whose messages aren't shown, until the program ends. */
export class IgnoredNames {
  readonly #byFold = new Map<string, string>();

  /** Ignores a name from now on, and returns a sentence about it. */
  add(name: string): string {
    if (name === "") return this.#list();
    if (this.#byFold.size >= IGNORED_MAX_NAMES) {
      return `You ignore ${IGNORED_MAX_NAMES} names, which is the limit: /unignore one first.`;
    }
    this.#byFold.set(foldName(name), name);
    return `You don't see what ${name} says any more: /unignore ${name} ends that.`;
  }

  /** Ignores a name no longer, and returns a sentence about it. */
  remove(name: string): string {
    if (this.#byFold.delete(foldName(name))) return `You see again what ${name} says.`;
    return name === "" ? "That command is written: /unignore name" : `You don't ignore ${name}.`;
  }

  has(name: string): boolean {
    return this.#byFold.has(foldName(name));
  }

  #list(): string {
    const names = [...this.#byFold.values()];
    return names.length === 0
      ? "You ignore nobody: /ignore name hides what a peer says."
      : `You ignore ${names.join(", ")}.`;
  }
}
