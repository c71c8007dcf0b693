import type { HubLimits } from "../../hub/mod.ts";
import { DEFAULT_STORE_LIMITS, type StoreLimits } from "../../store/mod.ts";
import type { ConnectionLimits, WebLimits } from "../../transports/mod.ts";
import { DAY_MS } from "./flags/kinds.ts";
import { type FlagName, FLAGS } from "./flags.ts";

/** Refused connections that are told why at once: enough for people, and little for a flood. */
const FAREWELLS_MAX = 64;

/** The limits of a hub without any flag. */
export const DEFAULT_HUB_LIMITS: HubLimits = hubLimits((name) => FLAGS[name].standard);

/** The limits of connections without any flag. */
export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = connectionLimits((name) =>
  FLAGS[name].standard
);

/** Returns the text of a flag: as it was given, or its default. */
export type Values = (name: FlagName) => string;

/** The hub's limits by their flags. */
export function hubLimits(value: Values): HubLimits {
  return {
    maxPeers: Number(value("max-peers")),
    maxOwnedRooms: Number(value("max-owned-rooms")),
    maxOwnedRoomsPerName: Number(value("max-owned-rooms-per-name")),
    maxModerators: Number(value("max-moderators")),
    maxInvited: Number(value("max-invited")),
    maxRoomBans: Number(value("max-room-bans")),
    maxRooms: Number(value("max-rooms")),
    maxRoomsPerPeer: Number(value("max-rooms-per-peer")),
    announceLimit: Number(value("announce-limit")),
    dedupWindowMs: Number(value("dedup-window-ms")),
    dedupMaxEntries: Number(value("dedup-max-entries")),
    sessionTtlMs: Number(value("session-ttl-ms")),
    maxSessions: Number(value("max-sessions")),
    maxAttemptKeys: Number(value("max-attempt-keys")),
    maxBans: Number(value("max-bans")),
    maxHooks: Number(value("max-hooks")),
    maxAuditRecords: Number(value("max-audit-records")),
    replayHoldMaxBytes: Number(value("replay-hold-max-bytes")),
    editWindowMs: numberOrOff(value("edit-window-ms")),
    keepEdits: value("keep-edits") === "on",
    maxReactions: Number(value("max-reactions")),
  };
}

/** The store's limits by their flags. */
export function storeLimits(value: Values): StoreLimits {
  return {
    ...DEFAULT_STORE_LIMITS,
    retainMessages: Number(value("retain-messages")),
    directRetainMessages: Number(value("direct-retain-messages")),
    retainMs: Number(value("retain-days")) * DAY_MS,
    retainBytes: Number(value("retain-disk-bytes")),
    queueMaxBytes: Number(value("log-queue-max-bytes")),
    journalMaxBytes: Number(value("journal-max-bytes")),
    commitDelayMs: Number(value("commit-delay-ms")),
    commitMaxMessages: Number(value("commit-max-messages")),
    dedupWindowMs: Number(value("dedup-window-ms")),
    dedupMaxEntries: Number(value("dedup-max-entries")),
    maxAccounts: Number(value("max-accounts")),
  };
}

/** The connections' limits by their flags. */
export function connectionLimits(value: Values): ConnectionLimits {
  const perSecond = numberOrOff(value("rate"));
  return {
    rate: perSecond === undefined ? undefined : { perSecond, burst: Number(value("burst")) },
    outboxMaxBytes: Number(value("outbox-max-bytes")),
    maxConnections: Number(value("max-connections")),
    descriptorLimit: undefined,
    farewellsMax: FAREWELLS_MAX,
    maxPerAddress: numberOrOff(value("max-per-address")),
    tcpKeepAliveMs: Number(value("tcp-keep-alive-ms")),
    helloTimeoutMs: Number(value("hello-timeout-ms")),
    udpLeaseMs: Number(value("udp-lease-ms")),
    udpUnprovenMax: Number(value("udp-unproven-max")),
    udpUnprovenMaxPerAddress: numberOrOff(value("udp-unproven-max-per-address")),
    badFramesMax: Number(value("bad-frames-max")),
    unterminatedMs: Number(value("unterminated-ms")),
    echoIdleMs: Number(value("echo-idle-ms")),
    lineEndMs: Number(value("line-end-ms")),
    uploadIdleTimeoutMs: Number(value("upload-idle-timeout-ms")),
    closeTimeoutMs: Number(value("close-timeout-ms")),
  };
}

/** The web port's limits by their flags. */
export function webLimits(value: Values): WebLimits {
  return {
    pingEveryMs: Number(value("ping-every-ms")),
    pingTimeoutMs: Number(value("ping-timeout-ms")),
    headerMaxBytes: Number(value("http-header-max-bytes")),
    headerTimeoutMs: Number(value("http-header-timeout-ms")),
    requestTimeoutMs: Number(value("http-request-timeout-ms")),
    keepAliveMs: Number(value("http-keep-alive-ms")),
    hookRatePerMinute: Number(value("hook-rate-per-minute")),
    rateMaxAddresses: Number(value("http-rate-max-addresses")),
  };
}

/** Returns the number that a flag's text is; undefined for `off`. */
export function numberOrOff(text: string): number | undefined {
  return text === "off" ? undefined : Number(text);
}

/** Returns a flag's text; undefined for `off`. */
export function textOrOff(text: string): string | undefined {
  return text === "off" ? undefined : text;
}
