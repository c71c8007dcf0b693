import { unknownFlag } from "../cli/mod.ts";
import type { parseArgs } from "@std/cli/parse-args";
import { ClientError, parseAddress, parseAddresses } from "../client/mod.ts";

/** The address and the name in one word of the command line of `hubbub chat` or `hubbub pipe`. */
export interface Target {
  readonly url: string;
  readonly name: string | undefined;
}

/** The flags of both programs, as `--help` shows them. */
export const TARGET_HELP =
  `  [name@]address        tcp://host:9000 (tcp:// and the port may be left out), tls://…, udp://…
                        or unix:/path; several of one hub: when it is gone from one, the
                        next is tried; default: 127.0.0.1, or what HUBBUB_URL says
  --name NAME           your name (HUBBUB_NAME, or your user name)
  --token-file FILE     the token of a hub that is closed to strangers (or HUBBUB_TOKEN)
  --password-file FILE  the password of a registered name (or HUBBUB_PASSWORD)
  --ca FILE             a certificate (PEM) that a tls:// hub's may be signed with
  --help`;

/** The names of the flags of both programs. */
export const TARGET_FLAGS = ["name", "token-file", "password-file", "ca"] as const;

/** The environment variables and files of a process; a parameter, so that tests need neither. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readTextFile: (path: string) => string;
}

/** The part of the command line that connects a client. */
export interface Login {
  /** The hub's addresses, at least one. */
  readonly urls: readonly string[];
  readonly name: string;
  readonly token?: string;
  readonly password?: string;
  readonly caCerts: readonly string[];
}

/**
 * Splits `[name@]address`.
 *
 * @throws {ClientError} `address-invalid`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseTarget } from "./target.ts";
 *
 * assertEquals(parseTarget("ada@hub.example"), { name: "ada", url: "hub.example" });
 * assertEquals(parseTarget("udp://ada@[::1]:9"), { name: "ada", url: "udp://[::1]:9" });
 * assertEquals(parseTarget("unix:/tmp/a@b"), { name: undefined, url: "unix:/tmp/a@b" });
 * ```
 */
export function parseTarget(text: string): Target {
  const unix = /^(?:(.*?)@)?(unix:.*)$/s.exec(text);
  const [, scheme = "", name, host] = /^([a-z]+:\/\/)?(?:(.*)@)?([^@]*)$/s.exec(text) ?? [];
  const target = unix === null
    ? { name: name || undefined, url: `${scheme}${host ?? ""}` }
    : { name: unix[1] || undefined, url: unix[2] };
  parseAddress(target.url);
  return target;
}

/**
 * Returns the login that the flags, the environment and the named files give.
 *
 * @throws {ClientError} `usage`, `name-missing` or `address-invalid`.
 */
export function loginOf(
  parsed:
    & Pick<ReturnType<typeof parseArgs<(typeof TARGET_FLAGS)[number]>>, "_">
    & {
      readonly [K in (typeof TARGET_FLAGS)[number]]?: string;
    },
  { env, readTextFile }: Environment,
): Login {
  const words = parsed._.length > 0
    ? parsed._.map(String)
    : (env.HUBBUB_URL || "127.0.0.1").split(",");
  const targets = words.map(parseTarget);
  const urls = targets.map(({ url }) => url);
  parseAddresses(urls);
  const name = parsed.name ?? nameIn(targets) ??
    (env.HUBBUB_NAME || env.USER || env.LOGNAME || env.USERNAME);
  if (name === undefined) {
    throw new ClientError(
      "name-missing",
      "Say who you are: --name NAME, or NAME@ before the host.",
    );
  }
  const read = (flag: "token-file" | "password-file" | "ca") =>
    readNamedFile(flag, parsed[flag], readTextFile);
  const token = read("token-file")?.trim() ?? env.HUBBUB_TOKEN;
  const password = read("password-file")?.trim() ?? env.HUBBUB_PASSWORD;
  const ca = read("ca");
  return {
    urls,
    name,
    ...(token && { token }),
    ...(password && { password }),
    caCerts: ca === undefined ? [] : [ca],
  };
}

/**
 * Returns the name that the targets give; undefined if they give none.
 *
 * @throws {ClientError} `usage`: they give several.
 */
function nameIn(targets: readonly Target[]): string | undefined {
  const [name, other] = new Set(targets.flatMap((target) => target.name ?? []));
  if (other === undefined) return name;
  throw new ClientError("usage", `One name is enough, and "${name}" and "${other}" are two.`);
}

/** Returns the text of the file that a flag names; undefined without the flag. */
function readNamedFile(
  flag: string,
  path: string | undefined,
  readTextFile: Environment["readTextFile"],
): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readTextFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ClientError("usage", `--${flag} ${path} can't be read: ${why}`);
  }
}

/** Other programs' words for our flags. */
const MEANT = { nick: "name", user: "name", username: "name", channel: "room" };

/**
 * Returns a function that refuses an unknown flag by its name.
 *
 * @param known The flags that exist, without their dashes.
 */
export function refuseUnknown(
  command: "chat" | "pipe",
  known: readonly string[],
): (arg: string) => boolean {
  const help = `hubbub ${command} --help`;
  const meant = known.includes("room") ? MEANT : { ...MEANT, channel: "to", room: "to" };
  return (arg) => {
    if (!arg.startsWith("-")) return true;
    throw new ClientError("usage", unknownFlag(arg, known, { meant, help }));
  };
}
