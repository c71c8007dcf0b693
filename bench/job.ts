/**
 * The contract between the bench and its generator process: a job goes in, an answer comes out, each
 * as one JSON object.
 *
 * @module
 */

import type { Faults } from "./generator/books/ledger.ts";
import type { Endpoint } from "./generator/sockets/socket.ts";
import type { WireName } from "./wires/mod.ts";

/** The addresses of a server, or of one of its nodes. */
export interface Addresses {
  readonly tcp: Endpoint;
  readonly udp?: Endpoint;
  readonly web?: Endpoint;
}

/** One run of the generator. The addresses are those of the server's first node. */
export interface Job extends Addresses {
  readonly load: Load;
  /** The server's further nodes. */
  readonly others: readonly Addresses[];
  /** The server's processes, whose CPU time and memory are read: the nodes first, in their order. */
  readonly pids: readonly number[];
  /** The most handshakes that are under way at once. */
  readonly mostConnecting: number;
}

export type Load = Flood | Acked | Paced | Idle | Failover | Churn | Datagrams;

/** The peers of a run. All counts but `rooms` are per room. */
export interface Crowd {
  readonly rooms: number;
  readonly speakers: number;
  readonly listeners: number;
  /** Peers that join and then never read. */
  readonly sleepers?: number;
  /** Rooms that every peer is in besides, and in which nobody speaks. */
  readonly otherRooms?: number;
  /** True: speakers listen, too, where the protocol leaves the choice. */
  readonly speakersListen?: boolean;
  /** The protocols of the peers, in turn. */
  readonly wires: readonly WireName[];
  /** Absent: all peers come to the first node. */
  readonly placement?: Placement;
}

const CONNECT_LIMIT_MS = 30_000;
/** The time that a server may take to let a peer into one of its further rooms. */
const FURTHER_ROOM_MS = 1;

/** The time within which a crowd has to come in. */
export function entryLimitMs(crowd: Crowd): number {
  const { rooms, speakers, listeners, otherRooms = 0 } = crowd;
  return CONNECT_LIMIT_MS + rooms * (speakers + listeners) * otherRooms * FURTHER_ROOM_MS;
}

/** The nodes of the peers: each peer comes to the next node, or listeners come to the last one. */
export type Placement = "spread" | "across";

/** The durations of a run, in milliseconds. */
export interface Timing {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** As much as the server can carry, at most `windowMessages` ahead of the slowest receiver. */
export interface Flood extends Timing {
  readonly kind: "flood";
  readonly crowd: Crowd;
  readonly bodyBytes: number;
  readonly windowMessages: number;
  /** True: the server's memory is sampled all the time. */
  readonly samplesMemory?: boolean;
}

/** Publishers that hear nobody, each with `inFlight` messages that wait for an acknowledgement. */
export interface Acked extends Timing {
  readonly kind: "acked";
  readonly wire: WireName;
  readonly publishers: number;
  readonly inFlight: number;
  readonly bodyBytes: number;
}

/** A fixed number of messages a second, each timed from the moment that it was due. */
export interface Paced extends Timing {
  readonly kind: "paced";
  readonly crowd: Crowd;
  readonly bodyBytes: number;
  readonly messagesPerSecond: number;
}

/** Peers that join and then say nothing. */
export interface Idle {
  readonly kind: "idle";
  readonly wire: WireName;
  readonly connections: number;
  readonly placement?: Placement;
  /** From the last join to the first look at the server's memory. */
  readonly quietMs: number;
  /** From the first look to the second; 0: there is no second. */
  readonly restMs: number;
}

/** Peers of the last node, which is killed: they go to the first one. */
export interface Failover {
  readonly kind: "failover";
  readonly connections: number;
}

/** Peers that join and leave at once. */
export interface Churn extends Timing {
  readonly kind: "churn";
  readonly wire: WireName;
  readonly concurrent: number;
}

/** Datagrams of one peer that is alone in a room, counted by the hub's `seq`. */
export interface Datagrams extends Timing {
  readonly kind: "datagrams";
  readonly bodyBytes: number;
}

/** All measurements. The unit is in the name; a CPU second is one of the server's. */
export const METRICS = [
  "deliveriesPerCpuSecond",
  "deliveriesPerSecond",
  "serverCpuShare",
  "generatorCpuShare",
  "othersCpuShare",
  "firstNodeMicroseconds",
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
  "leftSeconds",
  "backSeconds",
  "connectionsPerCpuSecond",
  "connectionsPerSecond",
  "datagramsPerCpuSecond",
  "datagramsPerSecond",
  "lostInKernel",
] as const;

export type Metric = typeof METRICS[number];
export type Values = Partial<Record<Metric, number>>;

/** The result of a job. */
export interface Outcome {
  readonly values: Values;
  readonly faults: Faults;
  readonly notes: readonly string[];
}

/** Drops values that JSON can't carry: in a very short run the server's CPU time may be 0. */
export function withoutInfinities(outcome: Outcome): Outcome {
  const values = Object.entries(outcome.values).filter(([, value]) => Number.isFinite(value));
  return { ...outcome, values: Object.fromEntries(values) };
}

/** The generator's answer: an outcome, or a sentence that says why there is none. */
export type Answer = { readonly outcome: Outcome } | { readonly failure: string };
