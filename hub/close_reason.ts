/** Why a connection is ended. Unlike a {@linkcode ChatError}, there is no going on after it. */
export type CloseCode =
  | "address-limit"
  | "banned"
  | "gone"
  | "hello-timeout"
  | "idle-timeout"
  | "internal-error"
  | "kicked"
  | "peer-limit"
  | "protocol-error"
  | "quit"
  | "replaced"
  | "shutdown"
  | "slow-consumer";

/** An ending: a word for scripts and a sentence for people. */
export interface CloseReason {
  readonly code: CloseCode;
  readonly sentence: string;
}

/** Longest reason that somebody gives, in UTF-16 code units: all in a room are told it, twice over. */
const REASON_MAX_CHARS = 200;

/** A reason somebody gave, cut where it is too long for a notice. */
export function shortReason(reason: string): string {
  if (reason.length <= REASON_MAX_CHARS) return reason;
  return `${reason.slice(0, REASON_MAX_CHARS).toWellFormed()}…`;
}
