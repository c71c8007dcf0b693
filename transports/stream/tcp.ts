import { canonicalAddress, hostBeforePort } from "../../hub/mod.ts";
import { acceptAll } from "./accept.ts";
import type { Admission } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Transport } from "./byte_link.ts";
import { keepAlive } from "./keep_alive.ts";
import type { TlsOptions } from "../tls/tls.ts";

/** Where to listen. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/**
 * Listens for TCP connections.
 *
 * @throws {Deno.errors.AddrInUse} And whatever else the system says of the address.
 */
export function listenTcp(
  options: ListenOptions,
  context: Context,
  admission: Admission,
  tls?: TlsOptions,
): Transport & { readonly port: number } {
  const listener = Deno.listen(options);
  const { hostname, port } = listener.addr;
  return {
    address: `tcp ${hostBeforePort(hostname)}:${port}`,
    port,
    serve: (signal) =>
      acceptAll(listener, signal, {
        context,
        admission,
        tls,
        transport: "tcp",
        originOf: (conn) => originOfTcp(conn as Deno.TcpConn, context.limits),
      }),
  };
}

/** The address of a TCP connection; sets what each of them is to have. */
export function originOfTcp(
  conn: Deno.TcpConn,
  { tcpKeepAliveMs }: Pick<ConnectionLimits, "tcpKeepAliveMs">,
): { address: string; remote: string } {
  const { hostname, port } = conn.remoteAddr;
  const address = canonicalAddress(hostname);
  try {
    // Small messages must not wait for an ack of the one before (RFC 896).
    conn.setNoDelay(true);
    // A peer that declares no heartbeat and whose machine is gone is noticed by the kernel.
    keepAlive(conn, tcpKeepAliveMs);
  } catch {
    // Some systems refuse this for a connection that is reset already: the first read will tell.
  }
  return { address, remote: `tcp ${address}:${port}` };
}
