import { configureSync, type LogRecord, resetSync } from "@logtape/logtape";

/** The server's log of a test, from when this is made to when it is disposed of. */
export class CapturedLog implements Disposable {
  readonly #records: LogRecord[] = [];

  constructor() {
    configureSync({
      reset: true,
      sinks: { kept: (record) => this.#records.push(record) },
      loggers: [
        { category: "hubbub", sinks: ["kept"], lowestLevel: "info" },
        { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
      ],
    });
  }

  /** The lines that one part of the server has logged so far, as `level: sentence`. */
  linesOf(part: string): string[] {
    return this.#records.filter(({ category }) => category[1] === part)
      .map(({ level, message }) => `${level}: ${message.map(String).join("")}`);
  }

  [Symbol.dispose](): void {
    resetSync();
  }
}
