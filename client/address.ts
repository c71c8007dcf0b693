import { hostBeforePort } from "../hub/mod.ts";
import { ClientError } from "./core/client_error.ts";

/** The address at which a hub listens. */
export type Address =
  | { readonly kind: "tcp" | "tls" | "udp"; readonly hostname: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

/** A hub's port unless its operator chose another. */
export const DEFAULT_PORT = 9000;

/** Most addresses of one hub that a client takes. */
export const ADDRESSES_MAX = 16;

const FORMS = "tcp://host:9000, tls://host:9000, udp://host:9000 or unix:/path";

/**
 * Parses an address. The port may be left out (9000), and so may `tcp://`.
 *
 * @param text `tcp://host:port`, `tls://host:port`, `udp://host:port`, `unix:/path`, `host:port`
 * or `host`. An IPv6 address with a port needs brackets.
 * @throws {ClientError} `address-invalid`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseAddress } from "./address.ts";
 *
 * assertEquals(parseAddress("udp://[::1]:7000"), { kind: "udp", hostname: "::1", port: 7000 });
 * assertEquals(parseAddress("hub.example"), { kind: "tcp", hostname: "hub.example", port: 9000 });
 * assertEquals(parseAddress("unix:/run/hubbub"), { kind: "unix", path: "/run/hubbub" });
 * ```
 */
export function parseAddress(text: string): Address {
  const unix = /^unix:(?:\/\/)?(.+)$/s.exec(text);
  if (unix !== null) return { kind: "unix", path: unix[1] };
  const parts = /^(?:([a-z]+):\/\/)?(.*?)\/?$/s.exec(text)!;
  const kind = parts[1] ?? "tcp";
  if (kind !== "tcp" && kind !== "tls" && kind !== "udp") {
    throw new ClientError("address-invalid", `There is no ${kind}:// here: write ${FORMS}.`);
  }
  const { hostname, port } = parseHost(parts[2], text);
  return { kind, hostname, port };
}

/**
 * Parses the addresses of one hub. Returns each once.
 *
 * @param texts As {@linkcode parseAddress} takes them, 1 to {@linkcode ADDRESSES_MAX}.
 * @throws {ClientError} `address-invalid`: one is none, there are too many, or they can't stand for each
 * other. Datagrams and streams can't, and what goes over TLS or a Unix socket must not go over plain TCP.
 */
export function parseAddresses(texts: readonly string[]): Address[] {
  const addresses = texts.map(parseAddress);
  const known = new Map(addresses.map((address) => [showAddress(address), address]));
  if (known.size === 0) {
    throw new ClientError("address-invalid", `No address is there: write ${FORMS}.`);
  }
  if (known.size > ADDRESSES_MAX) {
    throw new ClientError(
      "address-invalid",
      `${known.size} addresses are too many for one hub: give at most ${ADDRESSES_MAX}.`,
    );
  }
  const [first, ...others] = known.values();
  for (const other of others) refuseIfUnlike(first, other);
  return [first, ...others];
}

/** @throws {ClientError} `address-invalid`: one can't stand for the other. */
function refuseIfUnlike(one: Address, other: Address): void {
  const [shownOne, shownOther] = [showAddress(one), showAddress(other)];
  if ((one.kind === "udp") !== (other.kind === "udp")) {
    throw new ClientError(
      "address-invalid",
      `${shownOne} and ${shownOther} can't stand for each other: give udp:// addresses only, or none.`,
    );
  }
  if ((one.kind === "tcp") === (other.kind === "tcp")) return;
  const [safe, open] = one.kind === "tcp" ? [shownOther, shownOne] : [shownOne, shownOther];
  throw new ClientError(
    "address-invalid",
    `What goes to ${safe} must not go to ${open}, where others can read it: give tcp:// addresses only, or none.`,
  );
}

/** Returns an address as a person writes it. */
export function showAddress(address: Address): string {
  switch (address.kind) {
    case "unix":
      return `unix:${address.path}`;
    case "tcp":
    case "tls":
    case "udp":
      return `${address.kind}://${hostBeforePort(address.hostname)}:${address.port}`;
    default:
      return address satisfies never;
  }
}

function parseHost(text: string, whole: string): { hostname: string; port: number } {
  // More than one colon without brackets is an IPv6 address alone.
  const match = /^\[([^\]\s]+)\](?::(\d+))?$/.exec(text) ??
    /^([^:\s[\]/]+)(?::(\d+))?$/.exec(text) ??
    /^([\da-fA-F:.]+)()$/.exec(text);
  const port = Number(match?.[2] || DEFAULT_PORT);
  if (match === null || port < 1 || port > 65_535) {
    throw new ClientError("address-invalid", `"${whole}" is no address: write ${FORMS}.`);
  }
  return { hostname: match[1], port };
}
