import { nearestFlag, unknownFlag } from "../../cli/mod.ts";
import { NODE_ADDRESSES_MAX, nodeSchemeOf, parseNetwork } from "../../hub/mod.ts";
import { UsageError } from "./usage_error.ts";

/** The form of a flag's text. */
export type FlagKind =
  | { readonly type: "text"; readonly placeholder: string }
  | { readonly type: "list"; readonly placeholder: string }
  /** Addresses and networks in CIDR form. */
  | { readonly type: "networks"; readonly placeholder: string }
  /** Addresses of servers of NATS. A login in them is a secret. */
  | { readonly type: "servers"; readonly placeholder: string }
  /** Addresses of this node, for clients. */
  | { readonly type: "addresses"; readonly placeholder: string }
  /** The address of a web server, or `auto`. */
  | { readonly type: "url"; readonly placeholder: string }
  /** A name of letters, digits, `_` and `-`. */
  | { readonly type: "word"; readonly placeholder: string }
  /** A text that no message and no log repeats. */
  | { readonly type: "secret" }
  | { readonly type: "choice"; readonly choices: readonly string[] }
  /** The rights on a file, in octal digits as chmod takes them. */
  | { readonly type: "mode" }
  | { readonly type: "number"; readonly min: number; readonly max: number; readonly off?: true };

/** One flag that takes a value. */
export interface Flag {
  readonly kind: FlagKind;
  /** The default, as it would be typed. */
  readonly standard: string;
  readonly help: string;
  /** True if a running server can be given another value: see `changedFlags`. */
  readonly isLive?: true;
  /** True if a running server can, unless other nodes have to have the same value. */
  readonly isLiveAlone?: true;
}

/** Most networks in one flag. Each connection's address is compared with all of them. */
const NETWORKS_MAX = 64;

/** The name of a flag's environment variable. */
export function variableOf(name: string): string {
  return `HUBBUB_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** A longer key isn't shown whole. */
const KEY_SHOWN_MAX_CHARS = 64;

/** Other servers' words for our flags. */
const MEANT = {
  address: "host",
  bind: "host",
  cert: "tls-cert",
  db: "data",
  debug: "log-level",
  dir: "data",
  http: "web",
  key: "tls-key",
  listen: "host",
  password: "token",
  port: "tcp",
  secret: "token",
  ssl: "tls-cert",
  tls: "tls-cert",
  verbose: "log-level",
};

/**
 * Refuses a word of the command line that is no flag.
 *
 * @param known The flags that exist, without their dashes.
 */
export function refuseUnknown(arg: string, known: readonly string[]): never {
  if (arg.startsWith("-")) {
    throw new UsageError(unknownFlag(arg, known, { meant: MEANT, help: "--help" }));
  }
  throw new UsageError(`"${arg}" is no flag: flags start with "--", and --help lists all.`);
}

/**
 * Refuses a key of a configuration file that is no flag.
 *
 * @param known The keys that exist.
 */
export function refuseUnknownKey(key: string, path: string, known: readonly string[]): never {
  const near = nearestFlag(key, known, MEANT);
  const question = near === undefined ? "" : ` did you mean ${near}?`;
  throw new UsageError(
    `There is no key "${
      key.slice(0, KEY_SHOWN_MAX_CHARS)
    }", which ${path} has:${question} --print-config lists all.`,
  );
}

/**
 * Returns a flag's value unchanged, once it is known to be valid.
 *
 * @param source The flag or the variable that set the value.
 * @throws {UsageError} The flag doesn't take such a value.
 */
export function checked(source: string, { kind }: Flag, value: string): string {
  switch (kind.type) {
    case "text":
    case "secret":
      if (value !== "") return value;
      throw new UsageError(`${source} needs a value.`);
    case "list":
      return checkedOrigins(source, value);
    case "networks":
      return checkedNetworks(source, value);
    case "servers":
      return checkedServers(source, value);
    case "addresses":
      return checkedAddresses(source, value);
    case "url":
      return checkedUrl(source, value);
    case "word":
      if (/^[A-Za-z0-9_-]{1,32}$/.test(value)) return value;
      throw new UsageError(
        `${source} has 1 to 32 of the characters A-Z, a-z, 0-9, _ and -; not "${value}".`,
      );
    case "choice":
      if (kind.choices.includes(value)) return value;
      throw new UsageError(`${source} is ${kind.choices.join(", ")}; not "${value}".`);
    case "mode":
      if (/^0?[0-7]{3}$/.test(value)) return value;
      throw new UsageError(
        `${source} is three octal digits for owner, group and others, like 0660; not "${value}".`,
      );
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

function checkedUrl(source: string, value: string): string {
  if (value === "auto") return value;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" &&
    url.search === "" && url.hash === "";
  if (isPlain) return value;
  throw new UsageError(
    `${source} is an address like https://chat.example.org, without a login and a query; not "${value}".`,
  );
}

function checkedNetworks(source: string, value: string): string {
  if (value === "off") return value;
  const networks = value.split(",");
  for (const network of networks) {
    if (parseNetwork(network) !== undefined) continue;
    throw new UsageError(
      `${source} is an address or a network, like 10.0.0.5 or 10.0.0.0/28; not "${network}".`,
    );
  }
  if (networks.length <= NETWORKS_MAX) return value;
  throw new UsageError(
    `${source} takes at most ${NETWORKS_MAX} networks, and ${networks.length} are too many: name larger ones.`,
  );
}

function checkedServers(source: string, value: string): string {
  const isServer = (text: string) =>
    URL.canParse(text) && ["nats:", "tls:"].includes(new URL(text).protocol);
  if (value === "off" || value.split(",").every(isServer)) return value;
  throw new UsageError(
    `${source} is a list of addresses like nats://10.0.0.1:4222, with commas between them.`,
  );
}

function checkedAddresses(source: string, value: string): string {
  if (value === "off") return value;
  const addresses = value.split(",");
  for (const address of addresses) {
    if (nodeSchemeOf(address) !== undefined) continue;
    throw new UsageError(
      `${source} is an address like tcp://a.example:9000, tls://…, udp://…, ws://a.example:8080/ws or wss://…/ws, with the port and without a login; not "${address}".`,
    );
  }
  if (addresses.length <= NODE_ADDRESSES_MAX) return value;
  throw new UsageError(
    `${source} takes at most ${NODE_ADDRESSES_MAX} addresses, and ${addresses.length} are too many: leave some out.`,
  );
}

/** Returns the word that stands for a flag's value in `--help`. */
export function placeholderOf(kind: FlagKind): string {
  switch (kind.type) {
    case "text":
    case "list":
    case "networks":
    case "servers":
    case "addresses":
    case "url":
    case "word":
      return kind.placeholder;
    case "secret":
      return "SECRET";
    case "choice":
      return kind.choices.join("|");
    case "mode":
      return "OCTAL";
    case "number":
      return kind.off ? "N|off" : "N";
    default:
      return kind satisfies never;
  }
}
