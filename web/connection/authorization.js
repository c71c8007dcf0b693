/**
 * Returns the headers that open a closed hub.
 *
 * @param {string | undefined} token
 * @returns {Record<string, string>}
 */
export function authorizationOf(token) {
  return token === undefined ? {} : { Authorization: `Bearer ${bytesAsCharacters(token)}` };
}

/**
 * Returns a text's bytes in UTF-8, each as one character: a header, and base64, take nothing else.
 *
 * @param {string} text
 */
export function bytesAsCharacters(text) {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}
