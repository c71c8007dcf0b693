import { getLogger } from "@logtape/logtape";

const log = getLogger(["hubbub", "files"]);
/** Failures within this time are one line of the log, in milliseconds. */
const WINDOW_MS = 60_000;

/** Logs that the storage of files fails, at most once a minute. */
export class StorageLog {
  #loggedMs = -Infinity;

  constructor(readonly wallMs: () => number) {}

  failed(error: unknown): void {
    // A clock that was set back must not silence the log.
    if (Math.abs(this.wallMs() - this.#loggedMs) < WINDOW_MS) return;
    this.#loggedMs = this.wallMs();
    const message = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    log.warning("The storage of files fails: {message}.", { message });
  }
}
