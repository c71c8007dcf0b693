/** Last of the system ports (RFC 6335 section 6): echo 7, chargen 19, time 37, DNS 53, NTP 123. */
const SYSTEM_PORT_MAX = 1023;

/**
 * Refuses a datagram from a port where a server may answer whatever it is sent. Two such servers,
 * once a forged datagram has set them on each other, would never stop (CERT advisory CA-1996-01).
 * Programs that ask get a higher port from their system.
 *
 * @returns The reason, for a log; undefined: the datagram may be answered.
 */
export function refuseSystemPort(port: number): string | undefined {
  return port > SYSTEM_PORT_MAX ? undefined : `port ${port} may answer everything itself`;
}
