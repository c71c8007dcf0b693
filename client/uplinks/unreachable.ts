import { type Address, showAddress } from "../address.ts";

/** The reason why an uplink couldn't be made. */
export interface Unreachable {
  /** Tells the person what to change. */
  readonly sentence: string;
  /** True if another attempt may succeed. */
  readonly retry: boolean;
}

const CERTIFICATE_REFUSED = "invalid peer certificate";
/** The errors of a port without TLS: an alert about the version, or bytes of another protocol. */
const NO_TLS = /InvalidContentType|corrupt message|ProtocolVersion/;

/**
 * Turns the system's error into a sentence that tells the person what to change.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { diagnose } from "./unreachable.ts";
 *
 * const address = { kind: "tls", hostname: "hub", port: 9000 } as const;
 * const error = new Error("invalid peer certificate: UnknownIssuer");
 * assertEquals(diagnose(error, address), {
 *   sentence:
 *     "tls://hub:9000 shows a certificate that this system doesn't know: if it is the hub's own, --ca FILE names the certificate to trust (caCerts in a program). The system says: invalid peer certificate: UnknownIssuer",
 *   retry: false,
 * });
 * ```
 */
export function diagnose(error: unknown, address: Address): Unreachable {
  const where = showAddress(address);
  if (error instanceof Deno.errors.ConnectionRefused) {
    return { sentence: `Nobody listens at ${where}: is the hub running there?`, retry: true };
  }
  if (error instanceof Deno.errors.NotFound) {
    const sentence = `There is no socket ${where}: is the hub running with --unix?`;
    return { sentence, retry: true };
  }
  if (error instanceof Deno.errors.NotCapable) {
    const sentence =
      `Deno doesn't allow to reach ${where}: --allow-net does (and --allow-read, --allow-write for a Unix socket).`;
    return { sentence, retry: false };
  }
  const why = error instanceof Error ? error.message : String(error);
  const tlsProblem = tlsProblemIn(why, address);
  if (tlsProblem === undefined) {
    return { sentence: `${where} can't be reached: ${why}`, retry: true };
  }
  return { sentence: `${where} ${tlsProblem}. The system says: ${why}`, retry: false };
}

function tlsProblemIn(why: string, address: Address): string | undefined {
  if (address.kind !== "tls") return undefined;
  if (NO_TLS.test(why)) {
    return `doesn't take TLS: write ${showAddress({ ...address, kind: "tcp" })} instead`;
  }
  if (!why.includes(CERTIFICATE_REFUSED)) return undefined;
  if (why.includes("UnknownIssuer")) {
    return "shows a certificate that this system doesn't know: if it is the hub's own, --ca FILE names the certificate to trust (caCerts in a program)";
  }
  if (/not valid for name|NotValidForName/.test(why)) {
    return "shows another host's certificate: write the host name that stands in it";
  }
  if (/expired|not valid yet|Expired|NotValidYet/.test(why)) {
    return "shows a certificate that isn't valid today: is this machine's clock right? If it is, the hub needs a new one";
  }
  return "shows a certificate that this system doesn't take, so the hub needs another one";
}
