import type { CloseCode } from "../vocabulary/mod.ts";

/** An ending: a word for scripts and a sentence for people. */
export interface CloseReason {
  readonly code: CloseCode;
  /** Told to the peer alone: it may hold the peer's address, or a part of what the peer sent. */
  readonly sentence: string;
}

/**
 * Returns the reason that the others in a room are told. Only a `/quit` and a `/kick` show the peer's own
 * sentence, since a person wrote the reason in it for everybody.
 *
 * @param reason Absent: the peer ended the connection.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { leaveReasonOf } from "./close_reason.ts";
 *
 * const reason = { code: "banned", sentence: '"192.0.2.2" is banned.' } as const;
 * assertEquals(leaveReasonOf(reason), "banned by the operator");
 * ```
 */
export function leaveReasonOf(reason: CloseReason | undefined): string {
  if (reason === undefined) return "connection closed";
  const { code, sentence } = reason;
  switch (code) {
    case "quit":
    case "kicked":
      return sentence;
    case "banned":
      return "banned by the operator";
    case "gone":
      return "connection lost";
    case "hello-timeout":
    case "idle-timeout":
      return "silent for too long";
    case "node-lost":
      return "its node was lost";
    case "internal-error":
      return "an error on the server's side";
    case "address-limit":
    case "peer-limit":
      return "no room left";
    case "protocol-error":
      return "sent what can't be understood";
    case "replaced":
      return "replaced by another connection";
    case "shutdown":
      return "the server is going down";
    case "slow-consumer":
      return "too slow a reader";
    default:
      return code satisfies never;
  }
}

/** Longest reason, in UTF-16 code units: everybody in a room is sent it twice. */
const REASON_MAX_CHARS = 200;

/** Returns a person's reason, cut where it is too long for a notice. */
export function shortReason(reason: string): string {
  if (reason.length <= REASON_MAX_CHARS) return reason;
  return `${reason.slice(0, REASON_MAX_CHARS).toWellFormed()}…`;
}
