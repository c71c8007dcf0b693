import type { Flag } from "../flag.ts";
import { count, DAY_MS, GiB } from "./kinds.ts";

/** The flags for the hub's limits. */
export const LIMIT_FLAGS = {
  rate: {
    kind: { type: "number", min: 1, max: 1e6, off: true },
    standard: "50",
    help: "messages a second from one peer",
    isLive: true,
  },
  burst: {
    kind: count(1e6),
    standard: "200",
    help: "messages that a quiet peer may send at once",
    isLive: true,
  },
  "outbox-max-bytes": {
    kind: count(GiB, 128 * 1024),
    standard: "1048576",
    help: "bytes queued for a slow reader before it is closed",
    isLive: true,
  },
  "announce-limit": {
    kind: count(1e6, 0),
    standard: "100",
    help: "members above which joins aren't announced; 0: never",
    isLiveAlone: true,
  },
  "max-peers": {
    kind: count(1e6),
    standard: "10000",
    help: "named peers at once",
    isLiveAlone: true,
  },
  "max-connections": {
    kind: count(1e6),
    standard: "12000",
    help: "connections at once, fewer where the limit of open files is lower",
    isLive: true,
  },
  "max-per-address": {
    kind: { type: "number", min: 1, max: 1e6, off: true },
    standard: "256",
    help: "connections from one address, or IPv6 /64 network",
    isLive: true,
  },
  "max-rooms": { kind: count(1e6), standard: "1000", help: "rooms at once", isLiveAlone: true },
  "max-rooms-per-peer": {
    kind: count(10_000),
    standard: "50",
    help: "rooms one peer is in",
    isLiveAlone: true,
  },
  "max-owned-rooms": {
    kind: count(1e6),
    standard: "10000",
    help: "rooms that belong to registered names",
    isLiveAlone: true,
  },
  "max-owned-rooms-per-name": {
    kind: count(10_000),
    standard: "50",
    help: "rooms one name owns",
    isLiveAlone: true,
  },
  "max-moderators": {
    kind: count(1_000),
    standard: "50",
    help: "moderators of one room",
    isLiveAlone: true,
  },
  "max-invited": {
    kind: count(10_000),
    standard: "1000",
    help: "names let into a private room",
    isLiveAlone: true,
  },
  "max-room-bans": {
    kind: count(10_000),
    standard: "500",
    help: "bans of one room, and as many mutes",
    isLiveAlone: true,
  },
  "max-reactions": {
    kind: count(100),
    standard: "20",
    help: "different reactions to one message",
    isLiveAlone: true,
  },
  "max-bans": { kind: count(1e6), standard: "1000", help: "bans at once", isLiveAlone: true },
  "max-audit-records": {
    kind: count(100_000),
    standard: "5000",
    help: "actions of operators and moderators kept",
  },
  "max-hooks": { kind: count(10_000), standard: "100", help: "incoming webhooks" },
  "hook-rate-per-minute": {
    kind: count(1e6),
    standard: "60",
    help: "messages of one incoming webhook",
  },
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
} as const satisfies Record<string, Flag>;
