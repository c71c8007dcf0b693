/** A shell shows this sum for a process that a signal ended: 128 and the signal's number. */
const EXIT_SIGNAL = 128;
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** The signals that ask a program to end. A second one ends it at once. */
export class EndSignals {
  #signalNumber = 0;

  /** @param onSignal Called at the first signal. */
  constructor(onSignal: () => void) {
    for (const [name, number] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
      if (Deno.build.os === "windows" && name !== "SIGINT") continue;
      Deno.addSignalListener(name, () => {
        if (this.#signalNumber !== 0) Deno.exit(EXIT_SIGNAL + number);
        this.#signalNumber = number;
        onSignal();
      });
    }
  }

  /** Returns the exit status: that of a signal if one came and nothing else went wrong. */
  statusOf(status: number): number {
    return this.#signalNumber === 0 || status !== 0 ? status : EXIT_SIGNAL + this.#signalNumber;
  }
}
