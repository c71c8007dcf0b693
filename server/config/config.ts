/**
 * What the server is to do, as flags and environment make it together.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { checked, refuseUnknown, variableOf } from "./flag.ts";
import { DAY_MS, type FlagName, FLAGS } from "./flags.ts";
import type { HubLimits } from "../../hub/mod.ts";
import { DEFAULT_STORE_LIMITS, type StoreLimits } from "../../store/mod.ts";
import type { LinkLimits, WebLimits } from "../../transports/mod.ts";
import { UsageError } from "./usage_error.ts";

/** What the server is to do. */
export interface Config {
  readonly host: string;
  /** Undefined: that transport is off. */
  readonly tcpPort: number | undefined;
  readonly udpPort: number | undefined;
  readonly unixPath: string | undefined;
  /** The mode of the Unix socket's file. */
  readonly unixMode: number;
  readonly webPort: number | undefined;
  readonly timePort: number | undefined;
  readonly echoPort: number | undefined;
  /** Undefined: in memory only. */
  readonly dataDir: string | undefined;
  /** Undefined: the hub is open. */
  readonly token: string | undefined;
  /** Undefined: no TLS. */
  readonly tls: TlsConfig | undefined;
  readonly web: WebConfig;
  readonly tokenFile: string | undefined;
  readonly logLevel: "debug" | "info" | "warning" | "error";
  readonly logFormat: "auto" | "pretty" | "json";
  /** The operator's prompt on the terminal; auto: where the foreground can be found out. */
  readonly operatorConsole: "auto" | "on" | "off";
  /** Bytes that wait at most for whoever reads standard output; as many for standard error. */
  readonly outputQueueMaxBytes: number;
  readonly trace: boolean;
  /** Bytes of messages kept in memory, where nothing is kept on disk. */
  readonly retainBytes: number;
  readonly store: StoreLimits;
  readonly hub: HubLimits;
  readonly links: LinkLimits;
  /** The flags that somebody has set; all others have their defaults. */
  readonly given: ReadonlySet<FlagName>;
}

/** Where the certificate is, and whether anything goes without. */
export interface TlsConfig {
  readonly certPath: string;
  readonly keyPath: string;
  /** Refuse what comes without TLS. */
  readonly only: boolean;
}

/** What is to be said of the web port alone. */
export interface WebConfig {
  readonly allowedOrigins: readonly string[];
  readonly metricsToken: string | undefined;
  readonly limits: WebLimits;
}

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: "start"; readonly config: Config }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

/**
 * Reads flags, and where one is absent its environment variable (`--max-peers`: `HUBBUB_MAX_PEERS`).
 *
 * @throws {UsageError} An unknown flag, a value out of bounds, a stray word.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseConfig } from "./config.ts";
 *
 * const invocation = parseConfig(["--tcp", "0", "--udp", "off"], {});
 * if (invocation.kind !== "start") throw new Error(invocation.kind);
 * assertEquals(invocation.config.tcpPort, 0);
 * assertEquals(invocation.config.udpPort, undefined);
 * ```
 */
export function parseConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Invocation {
  const names = Object.keys(FLAGS) as FlagName[];
  const known = [...names, ...SWITCHES];
  const parsed = parseArgs(args, {
    string: names,
    boolean: SWITCHES,
    collect: ["allow-origin"],
    alias: { help: "h", version: "V" },
    unknown: (arg) => refuseUnknown(arg, known),
  });
  if (parsed.help) return { kind: "help" };
  if (parsed.version) return { kind: "version" };
  // What stands behind "--" isn't asked about above.
  if (parsed._.length > 0) refuseUnknown(String(parsed._[0]), known);
  const given = new Map<FlagName, string>();
  for (const name of names) {
    const typed = textOf(parsed[name]);
    const variable = variableOf(name);
    const value = typed ?? (env[variable] || undefined);
    if (value === undefined) continue;
    given.set(name, checked(typed === undefined ? variable : `--${name}`, FLAGS[name], value));
  }
  const trace = parsed.trace || env[variableOf("trace")] === "1";
  const tlsOnly = parsed["tls-only"] || env[variableOf("tls-only")] === "1";
  const value = (name: FlagName) => given.get(name) ?? FLAGS[name].standard;
  const config = { ...build(value, { trace, tlsOnly }), given: new Set(given.keys()) };
  return { kind: "start", config };
}

/** Refused connections that are told why at once: enough for people, and little for a flood. */
const FAREWELLS_MAX = 64;

/** The flags without a value. */
const SWITCHES = ["trace", "tls-only", "help", "version"] as const;

/** The limits that hold where nobody sets any. */
export const DEFAULT_HUB_LIMITS: HubLimits = hubLimits((name) => FLAGS[name].standard);

/** See {@linkcode DEFAULT_HUB_LIMITS}. */
export const DEFAULT_LINK_LIMITS: LinkLimits = linkLimits((name) => FLAGS[name].standard);

type Values = (name: FlagName) => string;

function build(
  value: Values,
  { trace, tlsOnly }: { trace: boolean; tlsOnly: boolean },
): Omit<Config, "given"> {
  return {
    host: value("host"),
    tcpPort: numberOrOff(value("tcp")),
    udpPort: numberOrOff(value("udp")),
    unixPath: textOrOff(value("unix")),
    unixMode: parseInt(value("unix-mode"), 8),
    webPort: numberOrOff(value("web")),
    timePort: numberOrOff(value("time-port")),
    echoPort: numberOrOff(value("echo-port")),
    dataDir: textOrOff(value("data")),
    token: textOrOff(value("token")),
    tokenFile: textOrOff(value("token-file")),
    tls: tlsConfig(value, tlsOnly),
    web: {
      allowedOrigins: value("allow-origin") === "off" ? [] : value("allow-origin").split(","),
      metricsToken: textOrOff(value("metrics-token")),
      limits: webLimits(value),
    },
    logLevel: value("log-level") as Config["logLevel"],
    logFormat: value("log-format") as Config["logFormat"],
    operatorConsole: value("console") as Config["operatorConsole"],
    outputQueueMaxBytes: Number(value("output-queue-max-bytes")),
    trace,
    retainBytes: Number(value("retain-bytes")),
    store: storeLimits(value),
    hub: hubLimits(value),
    links: linkLimits(value),
  };
}

function hubLimits(value: Values): HubLimits {
  return {
    maxPeers: Number(value("max-peers")),
    maxRooms: Number(value("max-rooms")),
    maxRoomsPerPeer: Number(value("max-rooms-per-peer")),
    announceLimit: Number(value("announce-limit")),
    dedupWindowMs: Number(value("dedup-window-ms")),
    dedupMaxEntries: Number(value("dedup-max-entries")),
    sessionTtlMs: Number(value("session-ttl-ms")),
    maxSessions: Number(value("max-sessions")),
    maxAttemptKeys: Number(value("max-attempt-keys")),
    maxBans: Number(value("max-bans")),
    replayHoldMaxBytes: Number(value("replay-hold-max-bytes")),
  };
}

function storeLimits(value: Values): StoreLimits {
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

function linkLimits(value: Values): LinkLimits {
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
    closeTimeoutMs: Number(value("close-timeout-ms")),
  };
}

function webLimits(value: Values): WebLimits {
  return {
    pingEveryMs: Number(value("ping-every-ms")),
    pingTimeoutMs: Number(value("ping-timeout-ms")),
    headerMaxBytes: Number(value("http-header-max-bytes")),
    headerTimeoutMs: Number(value("http-header-timeout-ms")),
    requestTimeoutMs: Number(value("http-request-timeout-ms")),
    keepAliveMs: Number(value("http-keep-alive-ms")),
    rateMaxAddresses: Number(value("http-rate-max-addresses")),
  };
}

function tlsConfig(value: Values, only: boolean): TlsConfig | undefined {
  const certPath = textOrOff(value("tls-cert"));
  const keyPath = textOrOff(value("tls-key"));
  if (certPath !== undefined && keyPath !== undefined) return { certPath, keyPath, only };
  if (certPath === undefined && keyPath === undefined && !only) return undefined;
  throw new UsageError("TLS needs both --tls-cert and --tls-key.");
}

/** A flag that may be repeated comes as a list. */
function textOf(typed: string | string[] | undefined): string | undefined {
  if (!Array.isArray(typed)) return typed;
  return typed.length === 0 ? undefined : typed.join(",");
}

function numberOrOff(text: string): number | undefined {
  return text === "off" ? undefined : Number(text);
}

function textOrOff(text: string): string | undefined {
  return text === "off" ? undefined : text;
}
