import type { CloseCode, ErrorCode } from "../vocabulary/mod.ts";

/** Refusals that pass by themselves: the same message is probably taken a little later. */
const PASSING_ERRORS: readonly string[] = [
  "history-unavailable",
  "internal-error",
  "peer-limit",
  "rate-limited",
  "replay-running",
  "too-many-attempts",
] satisfies readonly ErrorCode[];

/** Endings that somebody asked for: the operator, the client, or the peer's other connection. */
const WANTED_ENDINGS: readonly CloseCode[] = ["banned", "kicked", "quit", "replaced"];

/**
 * True where the same message is probably taken a little later, with nothing changed in it.
 *
 * @param code A refusal of the hub, or of a transport's own.
 */
export function isRetryable(code: string): boolean {
  return PASSING_ERRORS.includes(code);
}

/** True where a client whose connection ends for this reason should connect again by itself. */
export function mayComeBack(code: CloseCode): boolean {
  return !WANTED_ENDINGS.includes(code);
}
