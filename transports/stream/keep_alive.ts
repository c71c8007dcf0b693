import process from "node:process";

/** The part of Deno's `TCPWrap`, the handle behind `node:net`, that this file uses. */
interface TcpHandle {
  /** Opens a duplicate of a connection's descriptor; 0: done. */
  openFromRid(rid: number): number;
  /** 0: done. */
  setKeepAlive(isEnabled: boolean, idleSeconds: number): number;
  close(): void;
}

interface TcpBinding {
  readonly TCP: new (type: number) => TcpHandle;
  readonly constants: { readonly SOCKET: number };
}

/** The symbol under which Deno keeps the number of a connection's resource. */
const RID_SYMBOL = "Symbol(Deno.internal.rid)";

let binding: TcpBinding | undefined;
let ridSymbol: symbol | undefined;

/**
 * Makes the system probe a silent connection (RFC 9293, section 3.8.4), so that a peer whose machine
 * or network is gone is detached in minutes. Clients see nothing of it. Linux probes 9 times, every
 * 75 s, before it gives up: 11 minutes after the first probe. While bytes are unacknowledged, Linux
 * sends no probe, but the bytes again for about 15 minutes (tcp(7), `tcp_keepalive_intvl` and
 * `tcp_retries2`). Deno 2.9.6 can set neither time for a connection, and a call of the system (FFI)
 * would need a permission.
 *
 * `setKeepAlive` of Deno 2.9.6 sets no time for the first probe, so that comes after two hours.
 * `node:net` of Deno sets that time, and does so on a duplicate of the descriptor as well: options
 * belong to the connection, not to the descriptor. If a later Deno has none of this, the connection
 * keeps the system's own time.
 *
 * @param idleMs Milliseconds of silence before the first probe.
 */
export function keepAlive(conn: Deno.TcpConn, idleMs: number): void {
  if (!setIdle(conn, Math.max(1, Math.round(idleMs / 1000)))) conn.setKeepAlive(true);
}

function setIdle(conn: Deno.TcpConn, idleSeconds: number): boolean {
  try {
    ridSymbol ??= Object.getOwnPropertySymbols(conn).find((one) => String(one) === RID_SYMBOL);
    const rid = ridSymbol && (conn as unknown as Readonly<Record<symbol, unknown>>)[ridSymbol];
    if (typeof rid !== "number") return false;
    binding ??= (process as unknown as { binding(name: string): TcpBinding }).binding("tcp_wrap");
    const handle = new binding.TCP(binding.constants.SOCKET);
    try {
      return handle.openFromRid(rid) === 0 && handle.setKeepAlive(true, idleSeconds) === 0;
    } finally {
      handle.close();
    }
  } catch {
    return false;
  }
}
