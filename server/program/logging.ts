import {
  configureSync,
  getAnsiColorFormatter,
  getJsonLinesFormatter,
  type LogRecord,
} from "@logtape/logtape";
import { MACHINE_TIME } from "../clock.ts";
import type { Config } from "../config/mod.ts";
import { droppedLines } from "../../terminal/mod.ts";

/** Takes a log line, which ends with a line feed. */
export type LogWriter = (line: string) => void;

/** The form of a log: the configured format, and true for a log on a terminal. */
type LogLook = Pick<Config, "logFormat"> & { readonly isTerminal: boolean };

/**
 * Sends the log to `write`, as JSON lines or for people. Text from strangers can't act on a terminal:
 * control characters are shown, not sent.
 */
export function setUpLogging(
  { logLevel, logFormat }: Pick<Config, "logLevel" | "logFormat">,
  { isTerminal, write }: { isTerminal: boolean; write: LogWriter },
): void {
  const isPretty = isForPeople({ logFormat, isTerminal });
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

/** Returns the log line that replaces this number of dropped lines, in the log's own format. */
export function droppedNotice(look: LogLook): (lines: number) => string {
  if (isForPeople(look)) return (lines) => `hubbub: ${droppedLines(lines)}`;
  const json = getJsonLinesFormatter();
  return (lines) => {
    const sentence = droppedLines(lines);
    return json({
      category: ["hubbub", "log"],
      level: "warning",
      message: [sentence],
      rawMessage: sentence,
      properties: { lines },
      timestamp: MACHINE_TIME.wallMs(),
    }).trimEnd();
  };
}

function isForPeople({ logFormat, isTerminal }: LogLook): boolean {
  return logFormat === "pretty" || logFormat === "auto" && isTerminal;
}

/** Writes control characters out, as `\u001b`, so that they can't act on a terminal. */
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
