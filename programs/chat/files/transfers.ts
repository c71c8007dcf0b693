import { ClientError } from "../../../client/mod.ts";
import { progressText } from "../../files/progress_text.ts";

/** Most files that are on their way at once. */
const TRANSFERS_MAX = 8;

/** A file on its way to the hub or from there. */
export interface Transfer {
  readonly signal: AbortSignal;
  readonly progressed: (doneBytes: number, size: number) => void;
}

interface RunningTransfer {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  text: string;
}

/** The files on their way, which a person can cancel. */
export class Transfers {
  readonly #running: RunningTransfer[] = [];

  /** @param onChange Called when the row of {@linkcode Transfers.text} is another one. */
  constructor(readonly onChange: () => void) {}

  /** The files with their progress, as one row; empty: there are none. */
  get text(): string {
    return this.#running.map(({ text }) => text).join(" | ");
  }

  /**
   * Runs a transfer until it ends.
   *
   * @param label The direction and the name, which stand in front of the progress.
   * @throws {ClientError} `queue-full`, or the transfer's own error.
   */
  async run<T>(label: string, transfer: (running: Transfer) => Promise<T>): Promise<T> {
    if (this.#running.length >= TRANSFERS_MAX) {
      throw new ClientError(
        "queue-full",
        `${TRANSFERS_MAX} files are on their way: wait for one, or /cancel them.`,
      );
    }
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const running: RunningTransfer = { abort: new AbortController(), ended, text: label };
    this.#running.push(running);
    this.onChange();
    const progressed = (doneBytes: number, size: number) => {
      const text = `${label} ${progressText(doneBytes, size)}`;
      if (text === running.text) return;
      running.text = text;
      this.onChange();
    };
    try {
      return await transfer({ signal: running.abort.signal, progressed });
    } finally {
      this.#running.splice(this.#running.indexOf(running), 1);
      this.onChange();
      resolve();
    }
  }

  /** Cancels all transfers. Returns false if there are none. */
  cancel(): boolean {
    const running = [...this.#running];
    for (const { abort } of running) {
      abort.abort(new ClientError("closed", "You have cancelled it."));
    }
    return running.length > 0;
  }

  /** Resolves when nothing is on its way. */
  async ended(): Promise<void> {
    await Promise.all(this.#running.map(({ ended }) => ended));
  }
}
