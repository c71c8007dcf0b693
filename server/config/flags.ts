/**
 * Every flag with its default and its bounds, in one table.
 *
 * @module
 */

import { CLUSTER_FLAGS } from "./cluster_flags.ts";
import type { Flag, FlagKind } from "./flag.ts";

const PORT: FlagKind = { type: "number", min: 0, max: 65_535, off: true };

function count(max: number, min = 1): FlagKind {
  return { type: "number", min, max };
}

const GiB = 1024 ** 3;
export const DAY_MS = 86_400_000;

/** All flags but those without a value, in the order of `--help`. */
export const FLAGS = {
  host: {
    kind: { type: "text", placeholder: "ADDRESS" },
    standard: "127.0.0.1",
    help: "address to listen on; 0.0.0.0 or :: for all",
  },
  tcp: { kind: PORT, standard: "9000", help: "TCP port" },
  udp: { kind: PORT, standard: "9000", help: "UDP port" },
  unix: {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "path of a Unix socket",
  },
  "unix-mode": {
    kind: { type: "mode" },
    standard: "0600",
    help: "mode of that socket: 0660 lets its group connect, 0666 all",
  },
  web: { kind: PORT, standard: "8080", help: "port of the page, WebSocket and HTTP" },
  "time-port": {
    kind: PORT,
    standard: "off",
    help: "UDP port that answers strftime formats with the time",
  },
  "echo-port": {
    kind: PORT,
    standard: "off",
    help: "TCP and UDP port that answers in upper case",
  },
  data: {
    kind: { type: "text", placeholder: "DIR" },
    standard: "./data",
    help: "folder for history, names and bans; off: in memory",
  },
  token: {
    kind: { type: "secret" },
    standard: "off",
    help: "secret that every hello must carry",
  },
  "token-file": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "file with that secret, which keeps it out of the process list",
  },
  "allow-origin": {
    kind: { type: "list", placeholder: "ORIGIN" },
    standard: "off",
    help: "site whose pages may use the web port too, like https://a.example; repeatable",
  },
  "tls-cert": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "certificate chain (PEM): TLS for TCP and the web; SIGHUP reads it again",
  },
  "tls-key": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "its private key (PEM)",
  },
  "metrics-token": {
    kind: { type: "secret" },
    standard: "off",
    help: "lets who has it read /metrics from other machines",
  },
  "log-level": {
    kind: { type: "choice", choices: ["debug", "info", "warning", "error"] },
    standard: "info",
    help: "least severity that is logged, to stderr",
  },
  "log-format": {
    kind: { type: "choice", choices: ["auto", "pretty", "json"] },
    standard: "auto",
    help: "auto: pretty on a terminal, else json",
  },
  "console": {
    kind: { type: "choice", choices: ["auto", "on", "off"] },
    standard: "auto",
    help: "the prompt on the terminal; auto: if ps can be run",
  },
  "output-queue-max-bytes": {
    kind: count(GiB, 4096),
    standard: "1048576",
    help: "bytes of log or trace that wait for a reader; more lines are dropped",
  },
  rate: {
    kind: { type: "number", min: 1, max: 1e6, off: true },
    standard: "50",
    help: "messages a second from one peer",
  },
  burst: { kind: count(1e6), standard: "200", help: "messages that a quiet peer may send at once" },
  "outbox-max-bytes": {
    kind: count(GiB, 128 * 1024),
    standard: "1048576",
    help: "bytes queued for a slow reader before it is closed",
  },
  "announce-limit": {
    kind: count(1e6, 0),
    standard: "100",
    help: "members above which joins aren't announced; 0: never",
  },
  "max-peers": { kind: count(1e6), standard: "10000", help: "named peers at once" },
  "max-connections": {
    kind: count(1e6),
    standard: "12000",
    help: "connections at once, fewer where the limit of open files is lower",
  },
  "max-per-address": {
    kind: { type: "number", min: 1, max: 1e6, off: true },
    standard: "256",
    help: "connections from one address, or IPv6 /64 network",
  },
  "max-rooms": { kind: count(1e6), standard: "1000", help: "rooms at once" },
  "max-rooms-per-peer": { kind: count(10_000), standard: "50", help: "rooms one peer is in" },
  "max-bans": { kind: count(1e6), standard: "1000", help: "bans at once" },
  "max-attempt-keys": {
    kind: count(1e6),
    standard: "10000",
    help: "addresses, names and pairs of both whose wrong passwords are counted",
  },
  "max-sessions": { kind: count(1e6), standard: "10000", help: "sessions kept of who left" },
  "session-ttl-ms": {
    kind: count(30 * DAY_MS),
    standard: "3600000",
    help: "how long a session is kept after its peer left",
  },
  "dedup-window-ms": {
    kind: count(DAY_MS),
    standard: "600000",
    help: "how long an id makes a retry safe",
  },
  "dedup-max-entries": { kind: count(1e8), standard: "100000", help: "ids remembered at once" },
  "hello-timeout-ms": {
    kind: count(DAY_MS),
    standard: "60000",
    help: "how long a connection may stay without a name",
  },
  "tcp-keep-alive-ms": {
    kind: count(2 * 3_600_000, 1_000),
    standard: "120000",
    help: "silence before a TCP peer's machine is asked for life; 11 min more on Linux",
  },
  "udp-lease-ms": {
    kind: count(DAY_MS),
    standard: "300000",
    help: "how long a UDP peer stays after its last datagram",
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
  },
  "ping-timeout-ms": {
    kind: count(DAY_MS),
    standard: "10000",
    help: "how long it may take to answer that",
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
  },
  "bad-frames-max": {
    kind: count(1e6),
    standard: "20",
    help: "frames in a row not understood before the end",
  },
  "unterminated-ms": {
    kind: count(60_000),
    standard: "200",
    help: "after which text without a line end is a line",
  },
  "line-end-ms": {
    kind: count(600_000),
    standard: "10000",
    help: "after which text that is typed key by key, or cut, is a line",
  },
  "close-timeout-ms": {
    kind: count(60_000),
    standard: "5000",
    help: "how long a goodbye may take",
  },
  "replay-hold-max-bytes": {
    kind: count(GiB),
    standard: "1048576",
    help: "live bytes held back for a peer during its replay",
  },
  "retain-messages": { kind: count(1e9), standard: "10000", help: "messages kept of a room" },
  "retain-days": { kind: count(36_500), standard: "30", help: "days that a message is kept" },
  "retain-bytes": {
    kind: count(64 * GiB, 1024),
    standard: "67108864",
    help: "bytes of messages kept in memory (--data off)",
  },
  "retain-disk-bytes": {
    kind: count(1024 * GiB, 1024 * 1024),
    standard: "8589934592",
    help: "bytes of messages kept on disk",
  },
  "direct-retain-messages": {
    kind: count(1e6),
    standard: "500",
    help: "direct messages kept for one peer",
  },
  "log-queue-max-bytes": {
    kind: count(GiB, 1024 * 1024),
    standard: "33554432",
    help: "bytes that wait for the disk before reading stops",
  },
  "journal-max-bytes": {
    kind: count(GiB, 4096),
    standard: "33554432",
    help: "bytes of the log's journal, on disk and in memory",
  },
  "commit-delay-ms": {
    kind: count(10_000),
    standard: "5",
    help: "longest wait of a message for others to share its commit",
  },
  "commit-max-messages": {
    kind: count(1e6),
    standard: "256",
    help: "messages that start a commit at once",
  },
  "max-accounts": { kind: count(1e8), standard: "100000", help: "registered names" },
  ...CLUSTER_FLAGS,
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;
