import type { Bugs } from "./bugs.ts";
import { ownerOfNow } from "./owner.ts";

/** The parts that the last line of defence needs. */
export interface LastDefenceOptions {
  readonly bugs: Bugs;
  /** Ends a process that can't go on, with a sentence for the operator. */
  readonly onFatal: (sentence: string) => void;
}

/**
 * Catches every error of the process that no handler has caught. It ends the connection whose code has
 * thrown it, if that is known, and never the server. Only a lack of memory ends the server: nobody can
 * tell which work was left half done.
 */
export function defend({ bugs, onFatal }: LastDefenceOptions): Disposable {
  const caught = (event: Event, error: unknown): void => {
    event.preventDefault();
    if (isOutOfMemory(error)) {
      return onFatal("The machine has no memory left for hubbub, so it ends: give it more.");
    }
    const owner = ownerOfNow();
    if (owner === undefined) bugs.log("no connection that is known", error);
    else owner.fail(error);
  };
  const onError = (event: ErrorEvent) => caught(event, event.error);
  const onRejection = (event: PromiseRejectionEvent) => caught(event, event.reason);
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onRejection);
  return {
    [Symbol.dispose]() {
      globalThis.removeEventListener("error", onError);
      globalThis.removeEventListener("unhandledrejection", onRejection);
    },
  };
}

/** V8 throws this if an allocation fails; if it can't even throw, it ends the process itself. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation failed|out of memory/i.test(error.message);
}
