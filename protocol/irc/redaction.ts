import type { Notice } from "../../hub/mod.ts";
import type { Redacting } from "./memory.ts";
import { SERVER } from "./wire/identity.ts";
import { redactLine } from "./wire/redact_line.ts";

/** Adds the line that tells an author that its message is deleted. */
export function tellRedaction(redacting: Redacting, by: string, time: string | undefined): void {
  redacting.answer.add(
    redactLine({ ...redacting, by }),
    time === undefined ? [] : [`time=${time}`],
  );
}

/** Adds why a message isn't deleted, in the words that clients know. */
export function refuseRedaction(
  { answer, target, msgid }: Redacting,
  { error, msg }: Extract<Notice, { event: "error" }>,
): void {
  answer.line(SERVER, "FAIL", ["REDACT", CODES[error] ?? "REDACT_FORBIDDEN", target, msgid], msg);
}

const CODES: Readonly<Record<string, string>> = {
  "history-unavailable": "TEMPORARILY_UNAVAILABLE",
  "message-deleted": "UNKNOWN_MSGID",
  "message-unknown": "UNKNOWN_MSGID",
};
