const NAME = "hub-session";

/**
 * Lets the browser fetch files of private rooms: it asks for a picture in the page without a header, so
 * a cookie for the files alone shows who reads.
 *
 * @param {string} session
 */
export function rememberReader(session) {
  write(`${NAME}=${encodeURIComponent(session)}; path=/files; samesite=strict`);
}

/** Forgets the reader, who signs out. */
export function forgetReader() {
  write(`${NAME}=; path=/files; samesite=strict; max-age=0`);
}

/**
 * Outside a browser, as in a test, there are no pictures to fetch.
 *
 * @param {string} cookie
 */
function write(cookie) {
  if (globalThis.document !== undefined) document.cookie = cookie;
}
