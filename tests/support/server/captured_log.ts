import { configureSync, type LogRecord, resetSync } from "@logtape/logtape";
import { within } from "../deadline.ts";

/** The log of this process during a test, from the constructor to the disposal. */
export class CapturedLog implements Disposable {
  readonly #records: LogRecord[] = [];
  readonly #awaited: { readonly text: string; readonly resolve: () => void }[] = [];

  constructor() {
    configureSync({
      reset: true,
      sinks: { kept: (record) => this.#keep(record) },
      loggers: [
        { category: "hubbub", sinks: ["kept"], lowestLevel: "info" },
        { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
      ],
    });
  }

  /** The lines that one part of the server has logged so far, as `level: sentence`. */
  linesOf(part: string): string[] {
    return this.#records.filter(({ category }) => category[1] === part)
      .map((record) => `${record.level}: ${sentenceOf(record)}`);
  }

  /** The sentences so far that contain a text. */
  sentencesWith(text: string): string[] {
    return this.#records.map(sentenceOf).filter((sentence) => sentence.includes(text));
  }

  /** Waits for the next sentence that contains a text. */
  sentenceWith(text: string): Promise<void> {
    const next = new Promise<void>((resolve) => this.#awaited.push({ text, resolve }));
    return within(next, `a line of the log with "${text}"`);
  }

  #keep(record: LogRecord): void {
    this.#records.push(record);
    const sentence = sentenceOf(record);
    for (const { text, resolve } of this.#awaited) if (sentence.includes(text)) resolve();
  }

  [Symbol.dispose](): void {
    resetSync();
  }
}

function sentenceOf({ message }: LogRecord): string {
  return message.map(String).join("");
}
