import { isLoopback } from "../../hub/mod.ts";

/** A network interface's address, as `Deno.networkInterfaces` has it. */
export type InterfaceAddress = Pick<Deno.NetworkInterfaceInfo, "name" | "family" | "address">;

/** The facts behind the lines that a server prints at its start. */
export interface AnnouncementOptions {
  /** Each listener, like `tcp 127.0.0.1:9000`. */
  readonly addresses: readonly string[];
  /** The address that the server listens on. */
  readonly host: string;
  /** The command that started this program, without flags, like `deno task start`. */
  readonly program: string;
  /** The flags that it was started with; they are printed, so they hold no secrets. */
  readonly flags: readonly string[];
  /** The machine's addresses; empty if they can't be read. */
  readonly interfaces: readonly InterfaceAddress[];
}

/** Containers and virtual machines of this machine itself, which nobody else reaches. */
const VIRTUAL = /^(?:lo|docker|br-|veth|virbr|vmnet|vboxnet|utun|awdl|llw|bridge)/;

/**
 * Returns the lines that a server prints at its start: where it listens, and how others in the
 * network reach it, or the command that lets them.
 */
export function announcement(options: AnnouncementOptions): string[] {
  const { addresses, host, program, flags, interfaces } = options;
  const lines = addresses.map((address) => `listening on ${address}`);
  const other = reachableAddress(interfaces);
  const web = webAddress(addresses);
  if (isLoopback(host)) {
    const command = [program, "--host 0.0.0.0", ...withoutHost(flags)].join(" ");
    const page = other && web && !web.endsWith(":0") ? `, then open ${onHost(web, other)}` : "";
    return [...lines, `to let your local network in: ${command}${page}`];
  }
  if (host !== "0.0.0.0" && host !== "::" || other === undefined) return lines;
  const reach = web === undefined ? other : onHost(web, other);
  return [...lines, `from your local network: ${reach}`];
}

/**
 * Returns the command that starts this program again. A user of npx has no `deno` to call.
 *
 * @param env The environment, in which npx names itself.
 */
export function programName(
  { isStandalone, denoVersion, env }: {
    readonly isStandalone: boolean;
    readonly denoVersion: string;
    readonly env: Readonly<Record<string, string>>;
  },
): string {
  if (isStandalone) return "hubbub";
  if (env.HUBBUB_STARTED_BY !== undefined) return env.HUBBUB_STARTED_BY;
  const isNpx = env.npm_lifecycle_event === "npx";
  return `${isNpx ? `npx --yes deno@${denoVersion}` : "deno"} task start`;
}

/** Returns this machine's address for others in its network; undefined if none is known. */
export function reachableAddress(interfaces: readonly InterfaceAddress[]): string | undefined {
  const usable = interfaces.filter(({ name, family, address }) =>
    family === "IPv4" && !VIRTUAL.test(name) && !isLoopback(address) &&
    !address.startsWith("169.254.")
  );
  return usable[0]?.address;
}

function webAddress(addresses: readonly string[]): string | undefined {
  return addresses.find((address) => address.startsWith("web "))?.slice("web ".length);
}

function onHost(url: string, host: string): string {
  const changed = new URL(url);
  changed.hostname = host;
  return changed.href;
}

function withoutHost(flags: readonly string[]): string[] {
  return flags.filter((flag, i) => !/^--host(?:=|$)/.test(flag) && flags[i - 1] !== "--host");
}
