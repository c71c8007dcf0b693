/**
 * Returns a text for patterns to search: each character's code is one byte. The decoder called `latin1`
 * has other characters for 0x80 to 0x9f (https://encoding.spec.whatwg.org).
 *
 * @param bytes A few thousand at most.
 */
export function byteText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
