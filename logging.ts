import {
  configureSync,
  getAnsiColorFormatter,
  getJsonLinesFormatter,
  type LogRecord,
} from "@logtape/logtape";
import type { Config } from "./config/mod.ts";

/** Where a log line goes; it ends with a line feed. */
export type LogWriter = (line: string) => void;

/**
 * Sends the log to `write`, as JSON lines or for people. What comes from strangers can't do harm on
 * a terminal: control characters are shown, not sent.
 */
export function setUpLogging(
  { logLevel, logFormat }: Pick<Config, "logLevel" | "logFormat">,
  { isTerminal, write }: { isTerminal: boolean; write: LogWriter },
): void {
  const isPretty = logFormat === "pretty" || logFormat === "auto" && isTerminal;
  const json = getJsonLinesFormatter();
  const pretty = getAnsiColorFormatter({ timestamp: "time", category: "·" });
  const format = (record: LogRecord) => isPretty ? pretty(escaped(record)) : json(record);
  configureSync({
    reset: true,
    sinks: { all: (record) => write(format(record)) },
    loggers: [
      { category: "hubbub", lowestLevel: logLevel, sinks: ["all"] },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["all"] },
    ],
  });
}

/** The record with everything that would act on a terminal written out, as `\u001b`. */
function escaped(record: LogRecord): LogRecord {
  return { ...record, message: record.message.map(escapeControls) };
}

function escapeControls(part: unknown): unknown {
  if (part instanceof Error) return escapeControls(part.stack ?? part.message);
  if (typeof part !== "string") return part;
  return part.replace(
    /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
