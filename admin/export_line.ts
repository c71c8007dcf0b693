/** One message, as a line of JSON that `hubbub export` writes and `hubbub import` reads. */
export interface ExportLine {
  /** The room's name, folded, or `@` and the name of the one peer that the message was for. */
  readonly scope: string;
  readonly seq: number;
  /** ISO 8601 with milliseconds, in UTC. */
  readonly time: string;
  /** The `to` that receivers see; absent: none. */
  readonly to?: string;
  /** The message's own fields: `name`, `msg` and what else it has. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** Room names and peers' names begin so in scopes. Others hold what the hub notes for itself. */
const SCOPE = /^[#@]./u;

/** Returns true for a scope that holds messages of people. */
export function isExported(scope: string): boolean {
  return SCOPE.test(scope);
}

/**
 * Reads a line; undefined where it is no message.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseExportLine } from "./export_line.ts";
 *
 * const line = '{"scope":"#tea","seq":1,"time":"2026-01-01T00:00:00.000Z","message":{"name":"ada","msg":"hi"}}';
 * assertEquals(parseExportLine(line)?.message, { name: "ada", msg: "hi" });
 * assertEquals(parseExportLine("[]"), undefined);
 * ```
 */
export function parseExportLine(text: string): ExportLine | undefined {
  let line: Partial<ExportLine> | null;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { scope, seq, time, to, message } = line ?? {};
  const isValid = typeof scope === "string" && isExported(scope) && Number.isSafeInteger(seq) &&
    typeof time === "string" && !Number.isNaN(Date.parse(time)) &&
    (to === undefined || typeof to === "string") &&
    typeof message === "object" && message !== null && typeof message.name === "string" &&
    typeof message.msg === "string";
  return isValid ? line as ExportLine : undefined;
}
