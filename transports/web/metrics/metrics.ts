import type { ClusterStatus, Context } from "../../context.ts";
import type { Traffic } from "../../counters.ts";
import { exposition, EXPOSITION_TYPE, type Family, type Sample } from "./exposition.ts";
import { filesOf } from "./file_metrics.ts";
import { Histogram } from "./histogram.ts";
import { watchLatency } from "./latency.ts";

/** Bounds in seconds, from the speed of memory to a disk that hangs. */
const LATENCY_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** The metrics of one server, for Prometheus. */
export interface Metrics {
  readonly contentType: string;
  /** Returns the text of one scrape. Between scrapes the server only counts numbers. */
  scrape(): string;
  /** Ends the sampling of delays. */
  stop(): void;
}

/** Builds the metrics of a server and starts to sample the delays, which no counter holds. */
export function startMetrics(context: Context): Metrics {
  const loopDelay = new Histogram(LATENCY_BUCKETS_S);
  const commit = new Histogram(LATENCY_BUCKETS_S);
  const stop = watchLatency(context.hub, {
    onLoopDelay: (ms) => loopDelay.observe(ms / 1000),
    onCommit: (ms) => commit.observe(ms / 1000),
  });
  const families = (): Family[] => [
    ...totalsOf(context),
    ...totalsByLabel(context),
    ...gaugesOf(context),
    memory(),
    {
      name: "hubbub_event_loop_delay_seconds",
      help: "How much later than asked the event loop calls, sampled.",
      type: "histogram",
      samples: loopDelay.samples(),
    },
    {
      name: "hubbub_commit_latency_seconds",
      help: "How long what is said now takes to be durable, sampled.",
      type: "histogram",
      samples: commit.samples(),
    },
  ];
  return { contentType: EXPOSITION_TYPE, scrape: () => exposition(families()), stop };
}

function total(name: string, help: string, value: number): Family {
  return { name, help, type: "counter", samples: [{ value }] };
}

/** Returns the counters that have one sample each. */
function totalsOf({ counters, hub }: Context): Family[] {
  return [
    total(
      "hubbub_messages_routed_total",
      "Messages that got a number.",
      hub.messageCount,
    ),
    total("hubbub_deliveries_total", "Messages handed to peers.", counters.deliveries),
    total(
      "hubbub_rate_limited_total",
      "Waits, or lost datagrams, for --rate.",
      counters.rateLimited,
    ),
    total(
      "hubbub_datagrams_withheld_total",
      "Datagrams not sent to unproved addresses.",
      counters.datagramsWithheld,
    ),
  ];
}

/** Returns the state of this node among others. */
function clusterOf(cluster: ClusterStatus): Family[] {
  const { isReady, behindBundles, waitingEntries, nodes, snapshotFailures } = cluster;
  const gauge = (name: string, help: string, value: number): Family => ({
    name,
    help,
    type: "gauge",
    samples: [{ value }],
  });
  return [
    gauge("hubbub_cluster_ready", "1 while NATS and the other nodes are there.", isReady ? 1 : 0),
    gauge("hubbub_cluster_behind", "Bundles of the log that aren't applied yet.", behindBundles),
    gauge("hubbub_cluster_waiting", "Entries of this node not yet applied.", waitingEntries),
    gauge("hubbub_cluster_nodes", "Nodes that are alive.", nodes),
    total(
      "hubbub_cluster_snapshot_failures_total",
      "Snapshots that this node couldn't write.",
      snapshotFailures,
    ),
  ];
}

/** Returns the counters that have a sample for each value of a label. */
function totalsByLabel({ counters }: Context): Family[] {
  const totals = (
    label: string,
    name: string,
    help: string,
    numbers: Iterable<readonly [string, number]>,
  ): Family => ({ name, help, type: "counter", samples: labelled(label, numbers) });
  const traffic = (key: keyof Traffic) =>
    Object.entries(counters.traffic).map(([name, one]) => [name, one[key]] as const);
  const { errors, closes } = counters;
  return [
    totals(
      "transport",
      "hubbub_messages_received_total",
      "Messages received.",
      traffic("messagesIn"),
    ),
    totals(
      "transport",
      "hubbub_received_bytes_total",
      "Bytes of messages received.",
      traffic("bytesIn"),
    ),
    totals(
      "transport",
      "hubbub_sent_bytes_total",
      "Bytes handed to outboxes.",
      traffic("bytesOut"),
    ),
    totals("code", "hubbub_errors_total", "Refused messages and requests.", errors),
    totals("reason", "hubbub_closes_total", "Ended connections.", closes),
  ];
}

function labelled(label: string, numbers: Iterable<readonly [string, number]>): Sample[] {
  return [...numbers].map(([text, value]) => ({ labels: { [label]: text }, value }));
}

/** Returns the gauges, read at each scrape. */
function gaugesOf(context: Context): Family[] {
  const { rooms, history } = context.hub;
  return [
    {
      name: "hubbub_peers",
      help: "Connections by transport and dialect; named or not.",
      type: "gauge",
      samples: peersOf(context),
    },
    {
      name: "hubbub_outbox_bytes",
      help: "Bytes waiting for slow readers: in all, and for the slowest.",
      type: "gauge",
      samples: outboxesOf(context),
    },
    {
      name: "hubbub_rooms",
      help: "Rooms with somebody in them, and the lobby.",
      type: "gauge",
      samples: [{ value: rooms.size }],
    },
    {
      name: "hubbub_history_congested",
      help: "1 while the log is so far behind that reading has stopped.",
      type: "gauge",
      samples: [{ value: history.congested === undefined ? 0 : 1 }],
    },
    ...(context.files === undefined ? [] : filesOf(context.files)),
    ...(context.cluster === undefined ? [] : clusterOf(context.cluster)),
  ];
}

function peersOf({ connections }: Context): Iterable<Sample> {
  const samples = new Map<string, { labels: Record<string, string>; value: number }>();
  for (const { transport, dialect, member } of connections) {
    const labels = {
      transport,
      dialect: dialect?.name ?? "unknown",
      named: String(member !== undefined),
    };
    const key = Object.values(labels).join(" ");
    const sample = samples.get(key);
    if (sample === undefined) samples.set(key, { labels, value: 1 });
    else sample.value++;
  }
  return samples.values();
}

function outboxesOf({ connections }: Context): Sample[] {
  let total = 0;
  let largest = 0;
  for (const { outbox } of connections) {
    total += outbox.backlogBytes;
    largest = Math.max(largest, outbox.backlogBytes);
  }
  return [{ labels: { of: "all" }, value: total }, { labels: { of: "slowest" }, value: largest }];
}

function memory(): Family {
  const { rss, heapUsed } = Deno.memoryUsage();
  return {
    name: "hubbub_memory_bytes",
    help: "Memory of the process, and of its JavaScript heap.",
    type: "gauge",
    samples: labelled("of", [["process", rss], ["heap", heapUsed]]),
  };
}
