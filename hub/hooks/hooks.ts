import { ChatError } from "../chat_error.ts";
import { foldName } from "../../vocabulary/mod.ts";
import type { Hook, HookStore } from "./hook.ts";

/** Most webhooks that a member makes who is no operator: so no owner of a room takes all of the hub's. */
const HOOKS_PER_NAME_MAX = 10;

/** All incoming webhooks. */
export class Hooks {
  readonly #byFold = new Map<string, Hook>();
  readonly #byTokenHash = new Map<string, Hook>();

  /** @param maxHooks Most hooks at once. */
  constructor(readonly maxHooks: number, readonly store: HookStore) {
    for (const hook of store.kept) this.restore(hook);
  }

  get size(): number {
    return this.#byFold.size;
  }

  get(name: string): Hook | undefined {
    return this.#byFold.get(foldName(name));
  }

  /** Returns the hook whose token has this SHA-256. */
  ofTokenHash(tokenHash: string): Hook | undefined {
    return this.#byTokenHash.get(tokenHash);
  }

  values(): IterableIterator<Hook> {
    return this.#byFold.values();
  }

  /**
   * Adds a hook.
   *
   * @returns A promise that resolves once the hook would survive a restart. If the disk refuses it, the
   * hook is gone again.
   * @throws {ChatError} `hook-limit`, or `name-taken` by another hook.
   */
  add(hook: Hook): Promise<void> {
    if (this.get(hook.name) !== undefined) {
      throw new ChatError(
        "name-taken",
        `There is a webhook ${hook.name} already: choose another name, or /hook drop ${hook.name} first.`,
      );
    }
    if (this.size >= this.maxHooks) {
      throw new ChatError(
        "hook-limit",
        `There are ${this.maxHooks} webhooks, which is the limit (--max-hooks): /hook drop one first.`,
      );
    }
    this.restore(hook);
    return this.store.put(hook).catch((error) => {
      this.#delete(hook);
      throw error;
    });
  }

  /**
   * Checks that a member who is no operator may make one more hook.
   *
   * @throws {ChatError} `hook-limit`.
   */
  checkPlaceFor(name: string): void {
    const fold = foldName(name);
    const own = [...this.values()].filter(({ by }) => foldName(by) === fold);
    if (own.length < HOOKS_PER_NAME_MAX) return;
    throw new ChatError(
      "hook-limit",
      `You have made ${own.length} webhooks, and a room's owner makes at most ${HOOKS_PER_NAME_MAX}: /hook drop one first, or ask the hub's operator.`,
    );
  }

  /** Ends a hook. Resolves when a restart wouldn't bring it back; undefined where there is none. */
  drop(name: string): Promise<void> | undefined {
    const hook = this.get(name);
    if (hook === undefined) return undefined;
    this.#delete(hook);
    return this.store.drop(hook.name);
  }

  /** Adds a hook of another hub's copy, which has passed the checks there. */
  restore(hook: Hook): void {
    this.#byFold.set(foldName(hook.name), hook);
    this.#byTokenHash.set(hook.tokenHash, hook);
  }

  #delete({ name, tokenHash }: Hook): void {
    this.#byFold.delete(foldName(name));
    this.#byTokenHash.delete(tokenHash);
  }
}

/** Returns the refusal of a hook's name that no hook has, or of a token that is no hook's. */
export function hookUnknown(name: string | undefined): ChatError {
  return new ChatError(
    "hook-unknown",
    name === undefined
      ? "That is no webhook's token: it may be mistyped, or the webhook was dropped. The room's owner or the hub's operator makes a new one with /hook add #room name."
      : `There is no webhook "${name.slice(0, 64)}": /hook lists those that are.`,
  );
}
