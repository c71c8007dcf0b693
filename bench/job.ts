/**
 * What the bench asks of the generator process, and what that answers: one JSON object each way.
 *
 * @module
 */

import type { Faults } from "./generator/ledger.ts";
import type { Endpoint } from "./generator/socket.ts";
import type { WireName } from "./wires/mod.ts";

/** Who takes part. All counts but `rooms` are per room. */
export interface Crowd {
  readonly rooms: number;
  readonly speakers: number;
  readonly listeners: number;
  /** Peers that come in and then never read. */
  readonly sleepers?: number;
  /** Whether the speakers listen too, where the protocol leaves the choice. */
  readonly speakersListen?: boolean;
  /** The protocols that the peers take in turn. */
  readonly wires: readonly WireName[];
}

/** How a run is timed, in milliseconds. */
export interface Timing {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** As much as the server can take, never more than `windowMessages` ahead of the slowest receiver. */
export interface Flood extends Timing {
  readonly kind: "flood";
  readonly crowd: Crowd;
  readonly bodyBytes: number;
  readonly windowMessages: number;
  /** Whether the server's memory is looked at all the time. */
  readonly watchesMemory?: boolean;
}

/** Publishers that each have so many messages waiting for their acknowledgement, and hear nobody. */
export interface Acked extends Timing {
  readonly kind: "acked";
  readonly wire: WireName;
  readonly publishers: number;
  readonly inFlight: number;
  readonly bodyBytes: number;
}

/** So many messages a second, each timed from when it was due. */
export interface Paced extends Timing {
  readonly kind: "paced";
  readonly crowd: Crowd;
  readonly bodyBytes: number;
  readonly messagesPerSecond: number;
}

/** Peers that come in and then say nothing. */
export interface Idle {
  readonly kind: "idle";
  readonly wire: WireName;
  readonly connections: number;
  /** From when the last is in to when their memory is read. */
  readonly settleMs: number;
  /** From then to when it is read once more; 0: it isn't. */
  readonly restMs: number;
}

/** Peers that come in and leave at once. */
export interface Churn extends Timing {
  readonly kind: "churn";
  readonly wire: WireName;
  readonly concurrent: number;
}

/** Datagrams from one peer that is alone, counted by the hub's own `seq`. */
export interface Datagrams extends Timing {
  readonly kind: "datagrams";
  readonly bodyBytes: number;
}

export type Load = Flood | Acked | Paced | Idle | Churn | Datagrams;

/** One run of the generator. */
export interface Job {
  readonly load: Load;
  readonly tcp: Endpoint;
  readonly udp?: Endpoint;
  readonly web?: Endpoint;
  /** The server's process, whose CPU time and memory are read. */
  readonly pid: number;
  /** Handshakes that may be under way at once. */
  readonly mostConnecting: number;
}

/** What is measured; the unit is in the name, "cpu second" means one of the server's. */
export const METRICS = [
  "deliveriesPerCpuSecond",
  "deliveriesPerSecond",
  "serverCpuShare",
  "generatorCpuShare",
  "p50Ms",
  "p99Ms",
  "p999Ms",
  "peakKiB",
  "firstKiB",
  "lastKiB",
  "acksPerSecond",
  "acksPerCpuSecond",
  "kibPerConnection",
  "restedKibPerConnection",
  "stormSeconds",
  "connectionsPerCpuSecond",
  "connectionsPerSecond",
  "datagramsPerCpuSecond",
  "datagramsPerSecond",
  "lostInKernel",
] as const;

export type Metric = typeof METRICS[number];
export type Values = Partial<Record<Metric, number>>;

/** What came of a job. */
export interface Outcome {
  readonly values: Values;
  readonly faults: Faults;
  readonly notes: readonly string[];
}

/** The generator's answer: an outcome, or the sentence that says why there is none. */
export type Answer = { readonly outcome: Outcome } | { readonly failure: string };
