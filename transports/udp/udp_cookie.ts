import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A cookie is valid for at least this time, in milliseconds, and at most twice as long. */
const SLOT_MS = 300_000;

/**
 * Cookies that prove that a peer receives at its address: an HMAC over address and time, so that the
 * server remembers nothing of peers that never answer (like TCP's SYN cookies, RFC 4987 3.6).
 */
export class UdpCookies {
  readonly #secret = randomBytes(32);

  /** @param address Host and port. */
  issue(address: string, nowMs: number): string {
    return this.#sign(address, Math.floor(nowMs / SLOT_MS));
  }

  verify(cookie: string, address: string, nowMs: number): boolean {
    const slot = Math.floor(nowMs / SLOT_MS);
    return [slot, slot - 1].some((one) => isSame(cookie, this.#sign(address, one)));
  }

  #sign(address: string, slot: number): string {
    return createHmac("sha256", this.#secret).update(`${slot} ${address}`).digest("hex")
      .slice(0, 32);
  }
}

function isSame(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
