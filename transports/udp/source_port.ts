/** Last of the system ports (RFC 6335 section 6): echo 7, chargen 19, time 37, DNS 53, NTP 123. */
const SYSTEM_PORT_MAX = 1023;

/**
 * Refuses a datagram from a system port, where a server may answer everything that it is sent. A
 * forged datagram could set two such servers on each other without end (CERT advisory CA-1996-01).
 * The system gives client programs a higher port.
 *
 * @returns The reason, for a log; undefined: the datagram may be answered.
 */
export function refuseSystemPort(port: number): string | undefined {
  return port > SYSTEM_PORT_MAX ? undefined : `port ${port} may answer everything itself`;
}
