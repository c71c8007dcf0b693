import type { Config } from "./config/mod.ts";
import { hostBeforePort } from "../hub/mod.ts";
import { CertificateError } from "../transports/mod.ts";

/** One listener of the server, as an operator knows it. */
export interface ListenerName {
  /** Like `tcp 127.0.0.1:9000`. */
  readonly address: string;
  /** The flag that sets it. */
  readonly flag: string;
  /** With `--reuse-port`: Deno 2.9.6 shares ports of TCP, and none of UDP. Absent: off. */
  readonly sharing?: "off" | "possible" | "impossible";
}

/** Returns the name of a listener on a port that the configuration sets. */
export function listenerName(
  listener: "tcp" | "udp" | "web" | "echo" | "time",
  config: Pick<
    Config,
    "host" | "reusePort" | "tcpPort" | "udpPort" | "webPort" | "echoPort" | "timePort"
  >,
): ListenerName {
  const isBuiltin = listener === "echo" || listener === "time";
  const isShareable = listener === "tcp" || listener === "web";
  return {
    address: `${listener} ${hostBeforePort(config.host)}:${config[`${listener}Port`]}`,
    flag: isBuiltin ? `--${listener}-port` : `--${listener}`,
    sharing: config.reusePort ? isShareable ? "possible" : "impossible" : "off",
  };
}

/** A listener couldn't be opened; the message tells the operator which, why, and what to change. */
export class ListenError extends Error {
  constructor(listener: ListenerName, cause: unknown) {
    super(sentenceOf(listener, cause), { cause });
    this.name = "ListenError";
  }
}

/**
 * Opens a listener.
 *
 * @throws {ListenError} The system refuses it.
 * @throws {CertificateError} The certificate can't be used, which isn't the address' fault.
 */
export async function openListener<T>(
  listener: ListenerName,
  open: () => T | Promise<T>,
): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw error instanceof CertificateError ? error : new ListenError(listener, error);
  }
}

function sentenceOf({ address, flag, sharing }: ListenerName, cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof Deno.errors.AddrInUse) {
    if (sharing === "possible") {
      return `${address} is in use by a program that doesn't share it: start each node there with --reuse-port and as the same user, or choose another with ${flag}.`;
    }
    if (sharing === "impossible") {
      return `${address} is in use, and --reuse-port shares no UDP ports: give each node one of its own with ${flag} (0 takes a free port, off does without).`;
    }
    const free = flag === "--unix" ? "" : " (0 takes a free port, off does without)";
    return `${address} is in use: end the program that has it, or choose another with ${flag}${free}.`;
  }
  if (cause instanceof Deno.errors.AddrNotAvailable) {
    return `This machine has no such address as in ${address}: --host 127.0.0.1 is for this machine itself, 0.0.0.0 for all.`;
  }
  if (cause instanceof Deno.errors.PermissionDenied || cause instanceof Deno.errors.NotCapable) {
    return `Not allowed to listen on ${address}: ports below 1024 are root's, and Deno wants --allow-net (--allow-read and --allow-write for a Unix socket). The system says: ${why}`;
  }
  return `Can't listen on ${address}: ${why}`;
}
