import { canonicalAddress, hostBeforePort } from "../../hub/mod.ts";
import { acceptAll } from "./accept.ts";
import type { Admission } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Transport } from "../transport.ts";
import { keepAlive } from "./keep_alive.ts";
import type { Origin } from "./origin.ts";
import type { TrustedProxies } from "../proxies/trusted_proxies.ts";
import type { TlsOptions } from "../tls/tls.ts";

/** The address to listen on. */
export interface ListenOptions {
  readonly hostname: string;
  /** 0: any free port. */
  readonly port: number;
  /** True: other processes that ask for the same may listen there, too; Linux alone spreads peers over them. */
  readonly reusePort?: boolean;
}

/** The address to listen on, and the proxies that may connect. */
export interface ProxiedListenOptions extends ListenOptions {
  readonly proxies: TrustedProxies;
}

/**
 * Listens for TCP connections.
 *
 * @throws {Deno.errors.AddrInUse} Also the system's other errors about the address.
 */
export function listenTcp(
  { proxies, ...options }: ProxiedListenOptions,
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
        tls: tls && { ...tls, port },
        transport: "tcp",
        proxies,
        originOf: (conn) => originOfTcp(conn as Deno.TcpConn, context.limits),
      }),
  };
}

/** Returns the origin of a TCP connection, and sets the options that every connection has. */
export function originOfTcp(
  conn: Deno.TcpConn,
  { tcpKeepAliveMs }: Pick<ConnectionLimits, "tcpKeepAliveMs">,
): Origin {
  const { hostname, port } = conn.remoteAddr;
  const address = canonicalAddress(hostname);
  // Small messages must not wait for an ack of the one before (RFC 896).
  trySet(() => conn.setNoDelay(true));
  return {
    address,
    remote: `tcp ${address}:${port}`,
    // By this the kernel notices a peer whose machine is gone and that has asked for no heartbeat.
    // Setting it costs a tenth of a short connection's total time, so it waits for the first tick.
    onFirstTick: () => trySet(() => keepAlive(conn, tcpKeepAliveMs)),
  };
}

/** Some systems refuse an option of a connection that is reset already; its first read fails. */
function trySet(set: () => void): void {
  try {
    set();
  } catch {
    // The connection ends by itself.
  }
}
