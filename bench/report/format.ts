/**
 * Numbers and names for people.
 *
 * @module
 */

import type { Metric } from "../job.ts";

const MILLION = 1e6;
const THOUSAND = 1e3;
const KIB_PER_MIB = 1024;

/** Three digits that matter: 7.41 M, 384 k, 12.3. */
export function short(value: number): string {
  if (value >= MILLION) return `${digits(value / MILLION)} M`;
  if (value >= 10 * THOUSAND) return `${digits(value / THOUSAND)} k`;
  return digits(value);
}

function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The heading of a metric's column. */
export const HEADINGS: Readonly<Record<Metric, string>> = {
  deliveriesPerCpuSecond: "deliveries per CPU-second",
  deliveriesPerSecond: "deliveries per second",
  serverCpuShare: "server CPU",
  generatorCpuShare: "generator CPU",
  othersCpuShare: "others' CPU",
  firstNodeMicroseconds: "first node, µs of CPU per message",
  p50Ms: "p50, ms",
  p99Ms: "p99, ms",
  p999Ms: "p99.9, ms",
  peakKiB: "peak memory, MiB",
  firstKiB: "memory in the first third, MiB",
  lastKiB: "memory in the last third, MiB",
  acksPerSecond: "acknowledged per second",
  acksPerCpuSecond: "acknowledged per CPU-second",
  kibPerConnection: "KiB per connection",
  restedKibPerConnection: "KiB per connection later",
  stormSeconds: "all in after, s",
  leftSeconds: "peers have left after, s",
  backSeconds: "all back after, s",
  connectionsPerCpuSecond: "connections per CPU-second",
  connectionsPerSecond: "connections per second",
  datagramsPerCpuSecond: "received per CPU-second",
  datagramsPerSecond: "received per second",
  lostInKernel: "lost in the kernel",
};

/** A value of a metric in the unit of its heading. */
export function show(metric: Metric, value: number | undefined): string {
  if (value === undefined) return "–";
  switch (metric) {
    case "serverCpuShare":
    case "generatorCpuShare":
    case "othersCpuShare":
      return percent(value);
    case "peakKiB":
    case "firstKiB":
    case "lastKiB":
      return digits(value / KIB_PER_MIB);
    case "lostInKernel":
      return String(value);
    default:
      return short(value);
  }
}
