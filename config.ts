/**
 * Every flag, its default and its bounds, in one table; and what they make together.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import type { HubLimits } from "./hub/mod.ts";
import { DEFAULT_STORE_LIMITS, type StoreLimits } from "./store/mod.ts";
import type { LinkLimits, WebLimits } from "./transports/mod.ts";

/** What is wrong with the command line or the environment, in one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How a flag's text is read. */
type Kind =
  | { readonly type: "text"; readonly placeholder: string }
  | { readonly type: "list"; readonly placeholder: string }
  | { readonly type: "choice"; readonly choices: readonly string[] }
  | { readonly type: "number"; readonly min: number; readonly max: number; readonly off?: true };

interface Flag {
  readonly kind: Kind;
  /** As it would be typed; empty where the flag is simply absent. */
  readonly standard: string;
  readonly help: string;
}

const PORT: Kind = { type: "number", min: 0, max: 65_535, off: true };

function count(max: number, min = 1): Kind {
  return { type: "number", min, max };
}

const GiB = 1024 ** 3;
const DAY_MS = 86_400_000;

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
  web: { kind: PORT, standard: "8080", help: "port of the page, WebSocket and HTTP" },
  data: {
    kind: { type: "text", placeholder: "DIR" },
    standard: "./data",
    help: "folder for history; off: in memory",
  },
  token: {
    kind: { type: "text", placeholder: "SECRET" },
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
    kind: { type: "text", placeholder: "SECRET" },
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
  "max-connections": { kind: count(1e6), standard: "12000", help: "connections at once" },
  "max-per-address": {
    kind: { type: "number", min: 1, max: 1e6, off: true },
    standard: "256",
    help: "connections from one address",
  },
  "max-rooms": { kind: count(1e6), standard: "1000", help: "rooms at once" },
  "max-rooms-per-peer": { kind: count(10_000), standard: "50", help: "rooms one peer is in" },
  "max-bans": { kind: count(1e6), standard: "1000", help: "bans at once" },
  "max-attempt-keys": {
    kind: count(1e6),
    standard: "10000",
    help: "addresses and names whose wrong passwords are counted",
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

type FlagName = keyof typeof FLAGS;

/** What the server is to do. */
export interface Config {
  readonly host: string;
  /** Undefined: that transport is off. */
  readonly tcpPort: number | undefined;
  readonly udpPort: number | undefined;
  readonly unixPath: string | undefined;
  readonly webPort: number | undefined;
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
  readonly trace: boolean;
  /** Bytes of messages kept in memory, where nothing is kept on disk. */
  readonly retainBytes: number;
  readonly store: StoreLimits;
  readonly hub: HubLimits;
  readonly links: LinkLimits;
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
  const parsed = parseArgs(args, {
    string: names,
    boolean: ["trace", "tls-only", "help", "version"],
    collect: ["allow-origin"],
    alias: { help: "h", version: "V" },
    unknown: refuseUnknown,
  });
  if (parsed.help) return { kind: "help" };
  if (parsed.version) return { kind: "version" };
  const values = new Map<FlagName, string>();
  for (const name of names) {
    const typed = textOf(parsed[name]);
    const variable = variableOf(name);
    const value = typed ?? (env[variable] || undefined);
    if (value === undefined) values.set(name, FLAGS[name].standard);
    else {values.set(
        name,
        checked(typed === undefined ? variable : `--${name}`, FLAGS[name], value),
      );}
  }
  const trace = parsed.trace || env[variableOf("trace")] === "1";
  const tlsOnly = parsed["tls-only"] || env[variableOf("tls-only")] === "1";
  return { kind: "start", config: build((name) => values.get(name)!, { trace, tlsOnly }) };
}

/** The limits that hold where nobody sets any. */
export const DEFAULT_HUB_LIMITS: HubLimits = hubLimits((name) => FLAGS[name].standard);

/** See {@linkcode DEFAULT_HUB_LIMITS}. */
export const DEFAULT_LINK_LIMITS: LinkLimits = linkLimits((name) => FLAGS[name].standard);

/** The name of a flag's environment variable. */
export function variableOf(name: string): string {
  return `HUBBUB_${name.toUpperCase().replaceAll("-", "_")}`;
}

type Values = (name: FlagName) => string;

function build(value: Values, { trace, tlsOnly }: { trace: boolean; tlsOnly: boolean }): Config {
  return {
    host: value("host"),
    tcpPort: numberOrOff(value("tcp")),
    udpPort: numberOrOff(value("udp")),
    unixPath: textOrOff(value("unix")),
    webPort: numberOrOff(value("web")),
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
    maxPerAddress: numberOrOff(value("max-per-address")),
    helloTimeoutMs: Number(value("hello-timeout-ms")),
    udpLeaseMs: Number(value("udp-lease-ms")),
    udpUnprovenMax: Number(value("udp-unproven-max")),
    badFramesMax: Number(value("bad-frames-max")),
    unterminatedMs: Number(value("unterminated-ms")),
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

function refuseUnknown(arg: string): never {
  if (arg.startsWith("-")) {
    throw new UsageError(`There is no flag ${arg.split("=")[0]}: --help lists all.`);
  }
  throw new UsageError(`"${arg}" is no flag: flags start with "--", and --help lists all.`);
}

function checked(source: string, { kind }: Flag, value: string): string {
  switch (kind.type) {
    case "text":
      if (value !== "") return value;
      throw new UsageError(`${source} needs a value.`);
    case "list":
      return checkedOrigins(source, value);
    case "choice":
      if (kind.choices.includes(value)) return value;
      throw new UsageError(`${source} is ${kind.choices.join(", ")}; not "${value}".`);
    case "number": {
      if (kind.off && value === "off") return value;
      const isWithin = Number(value) >= kind.min && Number(value) <= kind.max;
      if (/^\d+$/.test(value) && isWithin) return value;
      const off = kind.off ? ', or "off"' : "";
      throw new UsageError(
        `${source} is a whole number from ${kind.min} to ${kind.max}${off}; not "${value}".`,
      );
    }
    default:
      return kind satisfies never;
  }
}

/** An origin as browsers write it (RFC 6454 section 6.2): no path, no slash at the end. */
function checkedOrigins(source: string, value: string): string {
  for (const origin of value.split(",")) {
    const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin;
    if (isOrigin || origin === "*" || value === "off") continue;
    throw new UsageError(
      `${source} is an origin like https://chat.example (no path, no slash at the end), or "*"; not "${origin}".`,
    );
  }
  return value;
}

/** What `--help` prints. */
export function helpText(): string {
  const rows = Object.entries(FLAGS).map(([name, { kind, standard, help }]: [string, Flag]) => {
    const left = `  --${name} ${placeholderOf(kind)}`;
    return `${left.padEnd(34)} ${help} (${standard})`;
  });
  return `hubbub: a chat server that ten lines of any language can join

Usage: hubbub [start] [flags]     run the server
       hubbub chat [name@]host    talk, on a terminal (hubbub chat --help)
       hubbub pipe [name@]host    lines to messages, messages to lines (hubbub pipe --help)

${rows.join("\n")}
  --tls-only                         refuse what comes without TLS
  --trace                            show each frame in both directions, on stderr
  --help, --version

Each flag has an environment variable: --max-peers is HUBBUB_MAX_PEERS.
A port of 0 takes a free one; "off" switches a transport or a limit off.
`;
}

function placeholderOf(kind: Kind): string {
  switch (kind.type) {
    case "text":
    case "list":
      return kind.placeholder;
    case "choice":
      return kind.choices.join("|");
    case "number":
      return kind.off ? "N|off" : "N";
    default:
      return kind satisfies never;
  }
}
