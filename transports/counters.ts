import type { TransportName } from "../hub/mod.ts";

/** The traffic of one transport since the start. */
export interface Traffic {
  messagesIn: number;
  /** Bytes of messages, without headers and line ends. */
  bytesIn: number;
  /** Bytes pushed to outboxes. */
  bytesOut: number;
}

/**
 * The numbers behind the metrics. The code that does the work counts them up, once for each batch and
 * not for each delivery; only a request for metrics reads them.
 */
export class Counters {
  readonly traffic: Readonly<Record<TransportName, Traffic>> = {
    tcp: noTraffic(),
    unix: noTraffic(),
    udp: noTraffic(),
    web: noTraffic(),
    hub: noTraffic(),
  };
  /** Messages delivered to peers. */
  deliveries = 0;
  /** Frames that had to wait for the rate limit, and datagrams lost to it. */
  rateLimited = 0;
  datagramsWithheld = 0;
  /** The number of refusals of each code. */
  readonly errors: Map<string, number> = new Map();
  /** The number of ended connections for each code of a reason. */
  readonly closes: Map<string, number> = new Map();
}

/** Adds one to the number of a code. The codes are the hub's own, so the map stays small. */
export function countOne(numbers: Map<string, number>, code: string): void {
  numbers.set(code, (numbers.get(code) ?? 0) + 1);
}

function noTraffic(): Traffic {
  return { messagesIn: 0, bytesIn: 0, bytesOut: 0 };
}
