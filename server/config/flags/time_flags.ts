import type { Flag } from "../flag.ts";
import { count, DAY_MS, GiB } from "./kinds.ts";

/** The flags for the times and the sizes of connections. */
export const TIME_FLAGS = {
  "hello-timeout-ms": {
    kind: count(DAY_MS),
    standard: "60000",
    help: "how long a connection may stay without a name",
    isLive: true,
  },
  "tcp-keep-alive-ms": {
    kind: count(2 * 3_600_000, 1_000),
    standard: "120000",
    help: "silence before a TCP peer's machine is asked for life; 11 min more on Linux",
    isLive: true,
  },
  "udp-lease-ms": {
    kind: count(DAY_MS),
    standard: "300000",
    help: "how long a UDP peer stays after its last datagram",
    isLive: true,
  },
  "udp-unproven-max": {
    kind: count(1e6),
    standard: "1000",
    help: "UDP peers that haven't answered with their cookie",
  },
  "udp-unproven-max-per-address": {
    kind: { type: "number", min: 1, max: 1e6, off: true },
    standard: "256",
    help: "UDP peers without it from one address, beside its connections",
  },
  "ping-every-ms": {
    kind: count(DAY_MS),
    standard: "25000",
    help: "how often a WebSocket is asked whether it is alive",
    isLive: true,
  },
  "ping-timeout-ms": {
    kind: count(DAY_MS),
    standard: "10000",
    help: "how long it may take to answer that",
    isLive: true,
  },
  "http-header-max-bytes": {
    kind: count(1024 * 1024, 1024),
    standard: "16384",
    help: "bytes of an HTTP request's headers",
  },
  "http-header-timeout-ms": {
    kind: count(600_000),
    standard: "10000",
    help: "how long those may take to come",
  },
  "http-request-timeout-ms": {
    kind: count(600_000),
    standard: "30000",
    help: "how long a whole HTTP request may take to come",
  },
  "http-keep-alive-ms": {
    kind: count(600_000),
    standard: "5000",
    help: "how long an idle HTTP connection is kept",
  },
  "http-rate-max-addresses": {
    kind: count(1e6),
    standard: "10000",
    help: "addresses whose HTTP requests are counted for --rate",
  },
  "echo-idle-ms": {
    kind: count(DAY_MS),
    standard: "600000",
    help: "how long a connection to --echo-port may be silent",
    isLive: true,
  },
  "bad-frames-max": {
    kind: count(1e6),
    standard: "20",
    help: "frames in a row not understood before the end",
    isLive: true,
  },
  "unterminated-ms": {
    kind: count(60_000),
    standard: "200",
    help: "after which text without a line end is a line",
    isLive: true,
  },
  "line-end-ms": {
    kind: count(600_000),
    standard: "10000",
    help: "after which text that is typed key by key, or cut, is a line",
    isLive: true,
  },
  "close-timeout-ms": {
    kind: count(60_000),
    standard: "5000",
    help: "how long a goodbye may take",
    isLive: true,
  },
  "replay-hold-max-bytes": {
    kind: count(GiB),
    standard: "1048576",
    help: "live bytes held back for a peer during its replay",
  },
} as const satisfies Record<string, Flag>;
