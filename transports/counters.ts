import type { TransportName } from "../hub/mod.ts";

/** What went over one transport, since the start. */
export interface Traffic {
  messagesIn: number;
  /** Of messages, without what the wire puts around them. */
  bytesIn: number;
  /** Handed to outboxes. */
  bytesOut: number;
}

/**
 * Plain numbers that whoever does the work counts up, and that nobody looks at until somebody asks
 * for metrics. A number is added once a batch, not once a delivery.
 */
export class Counters {
  readonly traffic: Readonly<Record<TransportName, Traffic>> = {
    tcp: noTraffic(),
    unix: noTraffic(),
    udp: noTraffic(),
    web: noTraffic(),
    hub: noTraffic(),
  };
  /** Messages handed to peers. */
  deliveries = 0;
  /** How often a peer had to wait, or lost a datagram, for the rate limit. */
  rateLimited = 0;
  datagramsWithheld = 0;
  /** Refusals by their code. */
  readonly errors: Map<string, number> = new Map();
  /** Ended connections by the code of the reason. */
  readonly closes: Map<string, number> = new Map();
}

/** Adds one to a code's number. The codes are the hub's own, so the map stays small. */
export function countOne(numbers: Map<string, number>, code: string): void {
  numbers.set(code, (numbers.get(code) ?? 0) + 1);
}

function noTraffic(): Traffic {
  return { messagesIn: 0, bytesIn: 0, bytesOut: 0 };
}
