/**
 * Most bytes sent to an address for each byte that came from it, until the address is proved (RFC 9000
 * section 8.1): a forged address must not turn the server into an amplifier.
 */
export const AMPLIFICATION_MAX = 3;
