import { stripControls } from "../../text/terminal_text.ts";
import { fittedLine } from "./fitted_line.ts";
import { sourceOf } from "./identity.ts";

/** The capability of clients that know REDACT (the draft of message redaction). */
export const REDACTION = "draft/message-redaction";

/** A message that was taken back. */
export interface Redaction {
  /** The name of the peer that took it back. */
  readonly by: string;
  /** The channel or the nick that the message was said to. */
  readonly target: string;
  readonly msgid: string;
  readonly reason?: string | undefined;
}

/** Returns the line that tells that a message was taken back. */
export function redactLine({ by, target, msgid, reason }: Redaction): string {
  return fittedLine(sourceOf(by), "REDACT", [target, msgid], reason && stripControls(reason));
}
