import type { CloseCode, CloseReason } from "../../../hub/mod.ts";

/** Longest reason of a close frame, in bytes: RFC 6455 section 5.5 leaves 125 less the code. */
const REASON_MAX_BYTES = 123;

/** The ending that only a WebSocket has. */
export const BINARY_REFUSED = 1003;

/**
 * The close code of each ending: one of RFC 6455 section 7.4.1 if it fits, otherwise one of the
 * application's own range, since a page must tell "come back" from "stay away".
 */
const CODES = {
  quit: 1000,
  shutdown: 1001,
  "protocol-error": 1002,
  "internal-error": 1011,
  "address-limit": 1013,
  "peer-limit": 1013,
  gone: 4000,
  "hello-timeout": 4001,
  "idle-timeout": 4002,
  kicked: 4003,
  banned: 4004,
  replaced: 4005,
  "slow-consumer": 4006,
  "node-lost": 4007,
} satisfies Record<CloseCode, number>;

/** The number that a close frame carries for an ending. */
export function closeCodeOf(code: CloseCode): number {
  return CODES[code];
}

/** Returns a close frame's reason: the code for scripts, then as much of the sentence as fits. */
export function closeTextOf({ code, sentence }: CloseReason): string {
  const bytes = new TextEncoder().encode(`${code}: ${sentence}`);
  if (bytes.length <= REASON_MAX_BYTES) return `${code}: ${sentence}`;
  // A character that is cut in two decodes to U+FFFD, which is removed.
  const head = bytes.subarray(0, REASON_MAX_BYTES - "…".length * 3);
  return `${new TextDecoder().decode(head).replace(/\ufffd$/, "")}…`;
}
