import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Context } from "../context.ts";
import { watchLatency } from "./latency.ts";

/** Seconds; from a memory's speed to a disk that hangs. */
const LATENCY_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** What Prometheus is told. */
export interface Metrics {
  readonly contentType: string;
  /** The text of one scrape. Everything is put together here: in between only numbers are counted. */
  scrape(): Promise<string>;
  /** Ends what it measures by itself. */
  stop(): void;
}

/** Builds the metrics of a server and starts to measure what nobody counts: two delays. */
export function startMetrics(context: Context): Metrics {
  const registry = new Registry();
  addCounts(registry, context);
  addState(registry, context);
  const loopDelay = new Histogram({
    name: "hubbub_event_loop_delay_seconds",
    help: "How much later than asked the event loop calls, sampled.",
    buckets: LATENCY_BUCKETS_S,
    registers: [registry],
  });
  const commit = new Histogram({
    name: "hubbub_commit_latency_seconds",
    help: "How long what is said now takes to be durable, sampled.",
    buckets: LATENCY_BUCKETS_S,
    registers: [registry],
  });
  const stop = watchLatency(context.hub, {
    onLoopDelay: (ms) => loopDelay.observe(ms / 1000),
    onCommit: (ms) => commit.observe(ms / 1000),
  });
  return { contentType: registry.contentType, scrape: () => registry.metrics(), stop };
}

/** What only grows, from the numbers that others count. */
function addCounts(registry: Registry, { counters, hub }: Context): void {
  const add = (name: string, help: string, read: () => number) => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };
  const addLabelled = (
    name: string,
    help: string,
    label: string,
    read: () => Iterable<readonly [string, number]>,
  ) => {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, number] of read()) this.inc({ [label]: value }, number);
      },
    });
  };
  const traffic = (key: "messagesIn" | "bytesIn" | "bytesOut") => () =>
    Object.entries(counters.traffic).map(([name, one]) => [name, one[key]] as const);
  const firstSeq = hub.history.lastSeq;
  add(
    "hubbub_messages_routed_total",
    "Messages that got a number.",
    () => hub.history.lastSeq - firstSeq,
  );
  add("hubbub_deliveries_total", "Messages handed to peers.", () => counters.deliveries);
  add(
    "hubbub_rate_limited_total",
    "How often a peer had to wait, or lost a datagram, for --rate.",
    () => counters.rateLimited,
  );
  add(
    "hubbub_datagrams_withheld_total",
    "Datagrams not sent to unproved addresses.",
    () => counters.datagramsWithheld,
  );
  addLabelled(
    "hubbub_messages_received_total",
    "Messages received.",
    "transport",
    traffic("messagesIn"),
  );
  addLabelled(
    "hubbub_received_bytes_total",
    "Bytes of messages received.",
    "transport",
    traffic("bytesIn"),
  );
  addLabelled(
    "hubbub_sent_bytes_total",
    "Bytes handed to outboxes.",
    "transport",
    traffic("bytesOut"),
  );
  addLabelled("hubbub_errors_total", "Refused messages.", "code", () => counters.errors);
  addLabelled("hubbub_closes_total", "Ended connections.", "reason", () => counters.closes);
}

/** What is the case now, found out by a look. */
function addState(registry: Registry, { hub, sessions }: Context): void {
  new Gauge({
    name: "hubbub_peers",
    help: "Connections by transport and dialect; named or not.",
    labelNames: ["transport", "dialect", "named"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { transport, dialect, member } of sessions) {
        const named = String(member !== undefined);
        this.inc({ transport, dialect: dialect?.name ?? "unknown", named });
      }
    },
  });
  new Gauge({
    name: "hubbub_outbox_bytes",
    help: "Bytes waiting for slow readers: in all, and for the slowest.",
    labelNames: ["of"],
    registers: [registry],
    collect() {
      let total = 0;
      let largest = 0;
      for (const { outbox } of sessions) {
        total += outbox.backlogBytes;
        largest = Math.max(largest, outbox.backlogBytes);
      }
      this.set({ of: "all" }, total);
      this.set({ of: "slowest" }, largest);
    },
  });
  new Gauge({
    name: "hubbub_rooms",
    help: "Rooms with somebody in them, and the lobby.",
    registers: [registry],
    collect() {
      this.set(hub.rooms.size);
    },
  });
  new Gauge({
    name: "hubbub_history_congested",
    help: "1 while the log is so far behind that reading has stopped.",
    registers: [registry],
    collect() {
      this.set(hub.history.congested === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: "hubbub_memory_bytes",
    help: "Memory of the process, and of its JavaScript heap.",
    labelNames: ["of"],
    registers: [registry],
    collect() {
      const { rss, heapUsed } = Deno.memoryUsage();
      this.set({ of: "process" }, rss);
      this.set({ of: "heap" }, heapUsed);
    },
  });
}
