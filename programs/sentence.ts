import type { ClientError } from "../client/mod.ts";

const PASSWORD = "If the name is yours: --password-file FILE, or HUBBUB_PASSWORD.";
const TOKEN = "give it with --token-file FILE, or in HUBBUB_TOKEN";

/**
 * Returns the sentence for an error that ends `chat` or `pipe`, with the flag that cures it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ClientError } from "../client/core/client_error.ts";
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
    case "name-empty":
    case "name-invalid":
    case "name-lookalike":
    case "name-reserved":
    case "name-too-long":
      return `${message} Another name: --name NAME, or NAME@ before the address.`;
    case "name-registered":
      return `${
        withoutCure(message)
      }. ${PASSWORD} Another name: --name NAME, or NAME@ before the address.`;
    case "password-wrong":
      return `That isn't the name's password. ${PASSWORD}`;
    case "token-missing":
      return `${withoutCure(message)}: ${TOKEN}.`;
    case "token-wrong":
      return `${withoutCure(message)}: ask who runs it, and ${TOKEN}.`;
    default:
      return message;
  }
}

/** Removes the hub's cure: it is for a connection that stays open, and the client's has ended. */
function withoutCure(sentence: string): string {
  return sentence.replace(/: (?:send|ask).*$/s, "");
}
