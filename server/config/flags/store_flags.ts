import type { Flag } from "../flag.ts";
import { count, DAY_MS, GiB } from "./kinds.ts";

/** The flags for messages and names that are kept. */
export const STORE_FLAGS = {
  "retain-messages": {
    kind: count(1e9),
    standard: "10000",
    help: "messages kept of a room",
    isLive: true,
  },
  "retain-days": {
    kind: count(36_500),
    standard: "30",
    help: "days that a message is kept",
    isLive: true,
  },
  "edit-window-ms": {
    kind: { type: "number", min: 1, max: 36_500 * DAY_MS, off: true },
    standard: "604800000",
    help: "age up to which a message can be edited",
    isLiveAlone: true,
  },
  "keep-edits": {
    kind: { type: "choice", choices: ["off", "on"] },
    standard: "off",
    help: "keep the earlier texts of an edited message",
    isLiveAlone: true,
  },
  search: {
    kind: { type: "choice", choices: ["on", "off"] },
    standard: "on",
    help: "index messages on disk, so that a search is fast",
  },
  "retain-bytes": {
    kind: count(64 * GiB, 1024),
    standard: "67108864",
    help: "bytes of messages kept in memory (--data off)",
  },
  "retain-disk-bytes": {
    kind: count(1024 * GiB, 1024 * 1024),
    standard: "8589934592",
    help: "bytes of messages kept on disk",
    isLive: true,
  },
  "direct-retain-messages": {
    kind: count(1e6),
    standard: "500",
    help: "direct messages kept for one peer",
    isLive: true,
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
} as const satisfies Record<string, Flag>;
