import type { Bugs } from "./bugs.ts";
import { ownerOfNow } from "./owner.ts";

/** The parts that the last line of defence needs. */
export interface LastDefenceOptions {
  readonly bugs: Bugs;
  /** Ends the process, where it can't go on, with a sentence for the operator. */
  readonly onFatal: (sentence: string) => void;
}

/**
 * Catches what no handler has caught, of the whole process: it ends the connection whose code has
 * thrown it, where that is known, and never the server. Only a lack of memory ends the server, since
 * whatever was half done then can't be told.
 */
export function defend({ bugs, onFatal }: LastDefenceOptions): Disposable {
  const caught = (event: Event, error: unknown): void => {
    event.preventDefault();
    if (isOutOfMemory(error)) {
      return onFatal("The machine has no memory left for hubbub, so it ends: give it more.");
    }
    const owner = ownerOfNow();
    if (owner === undefined) bugs.note("no connection that is known", error);
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

/** V8 throws this for what doesn't fit; where not even that is possible, it ends the process itself. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation failed|out of memory/i.test(error.message);
}
