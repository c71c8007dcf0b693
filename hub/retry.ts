import type { CloseCode, ErrorCode } from "../vocabulary/mod.ts";

/** Refusals that pass: the hub will probably accept the same message a little later. */
const PASSING_ERRORS: readonly string[] = [
  "file-unavailable",
  "history-unavailable",
  "internal-error",
  "peer-limit",
  "rate-limited",
  "replay-running",
  "too-many-attempts",
] satisfies readonly ErrorCode[];

/**
 * Endings after which another connection wouldn't help: somebody asked for them, or the client breaks
 * the protocol.
 */
const FINAL_ENDINGS: readonly CloseCode[] = [
  "banned",
  "kicked",
  "protocol-error",
  "quit",
  "replaced",
];

/**
 * Returns true if the hub will probably accept the same message a little later.
 *
 * @param code A refusal of the hub, or of a transport's own.
 */
export function isRetryable(code: string): boolean {
  return PASSING_ERRORS.includes(code);
}

/** Returns true if a client should connect again by itself after an ending for this reason. */
export function mayComeBack(code: CloseCode): boolean {
  return !FINAL_ENDINGS.includes(code);
}
