import { type Splice, spliceable } from "./splice.ts";

/** Longest `id` that a client may choose, in UTF-16 code units. */
export const ID_MAX_CHARS = 64;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * An `id` as the hot path carries it: the UTF-8 bytes that stand between the quotes where
 * `JSON.stringify` writes the string. Every string has one such form, so the bytes can be compared,
 * and an ack copies them as they are.
 */
export type MessageId = Splice;

/** Returns the bytes of an id. */
export function messageIdOf(id: string): MessageId {
  const bytes = encoder.encode(JSON.stringify(id).slice(1, -1));
  return { view: spliceable(bytes), start: 0, end: bytes.length };
}

/** Returns the string that an id's bytes stand for. */
export function textOfId(bytes: Uint8Array): string {
  return JSON.parse(`"${decoder.decode(bytes)}"`);
}
