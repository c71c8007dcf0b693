import type { ClientError } from "../client_error.ts";

/**
 * The sentence for an error that ends `chat` or `pipe`, with the flag that cures it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ClientError } from "../client_error.ts";
 * import { sentenceFor } from "./sentence.ts";
 *
 * assertEquals(
 *   sentenceFor(new ClientError("name-taken", "ada is here already.")),
 *   "ada is here already. Another name: --name NAME, or NAME@ before the address.",
 * );
 * ```
 */
export function sentenceFor({ code, message }: ClientError): string {
  switch (code) {
    case "name-taken":
    case "name-invalid":
    case "name-lookalike":
    case "name-reserved":
    case "name-too-long":
      return `${message} Another name: --name NAME, or NAME@ before the address.`;
    case "name-registered":
      return `${message} If it is yours: --password-file FILE. Another name: --name NAME.`;
    default:
      return message;
  }
}
