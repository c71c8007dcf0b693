import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Context } from "../context.ts";
import type { Traffic } from "../counters.ts";
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
  addPeers(registry, context);
  addOutboxes(registry, context);
  addLog(registry, context);
  addMemory(registry);
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
  const firstSeq = hub.history.lastSeq;
  const traffic = (key: keyof Traffic) => () =>
    Object.entries(counters.traffic).map(([name, one]) => [name, one[key]] as const);
  const add = (name: string, help: string, read: () => number) =>
    addCounter(registry, { name, help }, () => [[undefined, read()]]);
  const addBy = (label: string, name: string, help: string, read: () => Iterable<Sample>) =>
    addCounter(registry, { name, help, label }, read);
  add(
    "hubbub_messages_routed_total",
    "Messages that got a number.",
    () => hub.history.lastSeq - firstSeq,
  );
  add("hubbub_deliveries_total", "Messages handed to peers.", () => counters.deliveries);
  add(
    "hubbub_rate_limited_total",
    "Waits, or lost datagrams, for --rate.",
    () => counters.rateLimited,
  );
  add(
    "hubbub_datagrams_withheld_total",
    "Datagrams not sent to unproved addresses.",
    () => counters.datagramsWithheld,
  );
  const received = traffic("messagesIn");
  addBy("transport", "hubbub_messages_received_total", "Messages received.", received);
  const bytesIn = traffic("bytesIn");
  addBy("transport", "hubbub_received_bytes_total", "Bytes of messages received.", bytesIn);
  const bytesOut = traffic("bytesOut");
  addBy("transport", "hubbub_sent_bytes_total", "Bytes handed to outboxes.", bytesOut);
  addBy("code", "hubbub_errors_total", "Refused messages and requests.", () => counters.errors);
  addBy("reason", "hubbub_closes_total", "Ended connections.", () => counters.closes);
}

/** A label's value, where there is a label, and the number. */
type Sample = readonly [value: string | undefined, count: number];

/** A counter whose numbers are looked up at each scrape. */
function addCounter(
  registry: Registry,
  { name, help, label }: { readonly name: string; readonly help: string; readonly label?: string },
  read: () => Iterable<Sample>,
): void {
  new Counter({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [value, count] of read()) {
        if (label === undefined || value === undefined) this.inc(count);
        else this.inc({ [label]: value }, count);
      }
    },
  });
}

/** Who is there. */
function addPeers(registry: Registry, { sessions }: Context): void {
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
}

/** What waits for slow readers, looked up. */
function addOutboxes(registry: Registry, { sessions }: Context): void {
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
}

function addLog(registry: Registry, { hub }: Context): void {
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
}

function addMemory(registry: Registry): void {
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
