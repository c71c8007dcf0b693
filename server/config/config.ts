import { parseArgs } from "@std/cli/parse-args";
import { type ClusterSettings, clusterSettings } from "./cluster_config.ts";
import { readConfigFile, readNoFile, TOGGLES } from "./config_file.ts";
import { type FilesConfig, filesConfig } from "./files_config.ts";
import { checked, refuseUnknown, variableOf } from "./flag.ts";
import { type FlagName, FLAGS } from "./flags.ts";
import {
  connectionLimits,
  hubLimits,
  numberOrOff,
  storeLimits,
  textOrOff,
  webLimits,
} from "./limits.ts";
import type { HubLimits } from "../../hub/mod.ts";
import type { StoreLimits } from "../../store/mod.ts";
import type { ConnectionLimits, ProxyProtocol, WebLimits } from "../../transports/mod.ts";
import { addAwsVariables, isBucket } from "./s3_config.ts";
import { type TlsConfig, tlsConfig } from "./tls_config.ts";
import { UsageError } from "./usage_error.ts";

/** Everything that an operator decides about a server. */
export interface Config {
  readonly host: string;
  /** True: other nodes on this machine may listen on the same TCP and web ports. */
  readonly reusePort: boolean;
  /** 0 for any free port; undefined: this transport is off. */
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
  readonly proxies: ProxyConfig;
  /** Undefined: no TLS. */
  readonly tls: TlsConfig | undefined;
  readonly web: WebConfig;
  readonly tokenFile: string | undefined;
  readonly logLevel: "debug" | "info" | "warning" | "error";
  readonly logFormat: "auto" | "pretty" | "json";
  /** The operator's prompt on the terminal; auto: if the server can tell that it is in the foreground. */
  readonly operatorConsole: "auto" | "on" | "off";
  /** Most bytes that wait to be read from standard output, and as many from standard error. */
  readonly outputQueueMaxBytes: number;
  readonly trace: boolean;
  /** Most bytes of messages kept in memory when nothing is kept on disk. */
  readonly retainBytes: number;
  /** True: messages on disk are indexed for searches. */
  readonly isSearchIndexed: boolean;
  readonly store: StoreLimits;
  readonly hub: HubLimits;
  readonly connections: ConnectionLimits;
  /** Undefined: the hub takes no files. */
  readonly files: FilesConfig | undefined;
  /** Undefined: this server is the whole hub. */
  readonly cluster: ClusterSettings | undefined;
  /**
   * The flags that were set, by argument, variable or file, with their texts; all others have their
   * defaults. Flags without a value have `1` or `0`.
   */
  readonly given: ReadonlyMap<string, string>;
}

/** The proxies that are believed. */
export interface ProxyConfig {
  /** Addresses and networks in CIDR form. */
  readonly networks: readonly string[];
  /** The answer to their connections to the TCP port. */
  readonly protocol: ProxyProtocol;
}

/** The settings of the web port alone. */
export interface WebConfig {
  readonly allowedOrigins: readonly string[];
  readonly metricsToken: string | undefined;
  readonly limits: WebLimits;
}

/** The request of a command line: to start a server, or to print something. */
export type Invocation =
  | { readonly kind: "start"; readonly config: Config }
  | { readonly kind: "print-config"; readonly config: Config }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

/**
 * Reads flags. For a flag that is absent, its environment variable counts (`--max-peers`:
 * `HUBBUB_MAX_PEERS`), then the file that `--config` names, then its default.
 *
 * @param readFile Returns the text of that file.
 * @throws {UsageError} For an unknown flag or key, a value out of bounds, a stray word, or a file that
 * can't be read.
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
  readFile: (path: string) => string = readNoFile,
): Invocation {
  const names = Object.keys(FLAGS) as FlagName[];
  const known = [...names, ...SWITCHES];
  const parsed = parseArgs(args, {
    string: names,
    boolean: SWITCHES,
    collect: ["allow-origin", "advertise", "trust-proxy"],
    alias: { help: "h", version: "V" },
    unknown: (arg) => refuseUnknown(arg, known),
  });
  if (parsed.help) return { kind: "help" };
  if (parsed.version) return { kind: "version" };
  // `parseArgs` asks `unknown` about no word behind "--".
  if (parsed._.length > 0) refuseUnknown(String(parsed._[0]), known);
  const path = textOf(parsed.config) ?? (env[variableOf("config")] || undefined);
  const file = readConfigFile(path, readFile);
  const given = new Map<string, string>();
  for (const name of names) {
    const typed = textOf(parsed[name]);
    const variable = variableOf(name);
    const set = typed ?? (env[variable] || undefined);
    const value = set ?? file.get(name);
    if (value === undefined) continue;
    const source = typed === undefined
      ? set === undefined ? `${name} in ${path}` : variable
      : `--${name}`;
    given.set(name, checked(source, FLAGS[name], value));
  }
  if (isBucket(given.get("files"))) addAwsVariables(given, env);
  for (const name of TOGGLES) {
    const set = parsed[name] ? "1" : env[variableOf(name)] || file.get(name);
    if (set !== undefined) given.set(name, set === "1" ? "1" : "0");
  }
  const config = build(given);
  return { kind: parsed["print-config"] ? "print-config" : "start", config };
}

/**
 * Returns the configuration of a server that another program starts: the given flags, and defaults
 * for the others. No environment variable counts.
 *
 * @throws {UsageError} For an unknown flag, a value out of bounds, a stray word, `--help` or
 * `--version`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { configOf } from "./config.ts";
 *
 * const { tcpPort, dataDir } = configOf(["--tcp", "0", "--data", "off"]);
 * assertEquals([tcpPort, dataDir], [0, undefined]);
 * ```
 */
export function configOf(flags: readonly string[]): Config {
  const invocation = parseConfig(flags, {});
  if (invocation.kind === "start") return invocation.config;
  throw new UsageError(`--${invocation.kind} prints something and starts no server: leave it out.`);
}

/** The flags without a value. */
const SWITCHES = [...TOGGLES, "print-config", "help", "version"] as const;

function build(given: ReadonlyMap<string, string>): Config {
  const value = (name: FlagName) => given.get(name) ?? FLAGS[name].standard;
  const isOn = (name: (typeof TOGGLES)[number]) => given.get(name) === "1";
  const reusePort = isOn("reuse-port");
  const cluster = clusterSettings(value);
  if (reusePort && cluster === undefined) {
    throw new UsageError(
      "--reuse-port shares ports among the nodes of one hub: it needs --cluster, since two hubs would each get some of the peers.",
    );
  }
  return {
    host: value("host"),
    reusePort,
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
    proxies: {
      networks: textOrOff(value("trust-proxy"))?.split(",") ?? [],
      protocol: value("proxy-protocol") as ProxyProtocol,
    },
    tls: tlsConfig(value, isOn("tls-only")),
    web: {
      allowedOrigins: value("allow-origin") === "off" ? [] : value("allow-origin").split(","),
      metricsToken: textOrOff(value("metrics-token")),
      limits: webLimits(value),
    },
    logLevel: value("log-level") as Config["logLevel"],
    logFormat: value("log-format") as Config["logFormat"],
    operatorConsole: value("console") as Config["operatorConsole"],
    outputQueueMaxBytes: Number(value("output-queue-max-bytes")),
    trace: isOn("trace"),
    retainBytes: Number(value("retain-bytes")),
    isSearchIndexed: value("search") === "on",
    store: storeLimits(value),
    hub: hubLimits(value),
    connections: connectionLimits(value),
    files: filesConfig(value, cluster),
    cluster,
    given,
  };
}

/** A flag that may be repeated comes as a list. */
function textOf(typed: string | string[] | undefined): string | undefined {
  if (!Array.isArray(typed)) return typed;
  return typed.length === 0 ? undefined : typed.join(",");
}
