import { ChatError, type ErrorCode } from "../../hub/mod.ts";

/** Refusals whose sentence shows bytes that may be no message. */
const SHOWS_BYTES: ReadonlySet<ErrorCode> = new Set([
  "frame-too-large",
  "json-not-object",
  "not-json",
  "not-utf8",
]);

const SENTENCE =
  "That seems to be the rest of the message before, which ends within a secret field, so it isn't shown: send each object whole, with line ends in a text as \\n, as json.dumps writes them, and len(data) as the length of a frame.";

/**
 * Returns a refusal that doesn't show the refused bytes, since they may be the rest of a secret.
 * Refusals that show no bytes are returned unchanged.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { ChatError } from "../../hub/mod.ts";
 * import { maskSecretRest } from "./secret_rest.ts";
 *
 * const refusal = maskSecretRest(new ChatError("not-json", "This is no JSON: horse"));
 * assert(!(refusal as ChatError).message.includes("horse"));
 * ```
 */
export function maskSecretRest(refusal: unknown): unknown {
  const isHidden = refusal instanceof ChatError && SHOWS_BYTES.has(refusal.code);
  return isHidden ? new ChatError(refusal.code, SENTENCE) : refusal;
}
