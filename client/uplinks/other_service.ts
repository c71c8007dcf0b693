import { stripControls } from "../../protocol/mod.ts";
import { type Address, DEFAULT_PORT, showAddress } from "../address.ts";

/** The first bytes of a TLS alert (RFC 8446 section 5.1), the answer to bytes that aren't TLS. */
const TLS_ALERT = [0x15, 0x03];
const ANSWER_MAX_CHARS = 300;

const decoder = new TextDecoder();

/**
 * Returns a sentence that names the right address if the first bytes aren't those of a hub's TCP
 * port; undefined if a hub may have sent them.
 *
 * @example
 * ```ts
 * import { assertEquals, assertMatch } from "@std/assert";
 * import { otherService } from "./other_service.ts";
 *
 * const address = { kind: "tcp", hostname: "hub", port: 8080 } as const;
 * const bytes = new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n");
 * assertMatch(otherService(bytes, address)!, /web port/);
 * assertEquals(otherService(new TextEncoder().encode('{"name":"server"}'), address), undefined);
 * ```
 */
export function otherService(
  bytes: Uint8Array,
  address: Exclude<Address, { kind: "udp" }>,
): string | undefined {
  const where = showAddress(address);
  const text = decoder.decode(bytes);
  if (/^HTTP\/\d/.test(text)) {
    const tcp = `name its TCP port instead, ${DEFAULT_PORT} where nobody chose another`;
    return `${where} speaks HTTP, so it is a web port, for browsers: ${tcp}.${answerIn(text)}`;
  }
  const isAlert = TLS_ALERT.every((byte, at) => bytes[at] === byte);
  if (
    address.kind === "tcp" &&
    (isAlert || text.startsWith("server: This port takes connections with TLS only"))
  ) {
    const { hostname, port } = address;
    return `${where} takes TLS only: write ${
      showAddress({ kind: "tls", hostname, port })
    } instead.`;
  }
  return undefined;
}

/** Returns the sentence in the body of a hub's web port; empty for another server. */
function answerIn(response: string): string {
  try {
    const { msg } = JSON.parse(response.slice(response.indexOf("\r\n\r\n") + 4));
    if (typeof msg === "string") {
      return ` It says: ${stripControls(msg).slice(0, ANSWER_MAX_CHARS).toWellFormed()}`;
    }
  } catch {
    // Another web server sends another body.
  }
  return "";
}
