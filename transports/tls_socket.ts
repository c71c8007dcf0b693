import type { Duplex } from "node:stream";
import { TLSSocket, type TLSSocketOptions } from "node:tls";

/**
 * The server's side of TLS over whatever carries it.
 *
 * A first record that is no TLS at all makes Deno 2.9.6 throw behind everybody's back, when the
 * socket has already been destroyed by it: for a server that would be the end. So what starts the
 * handshake is guarded; a socket that couldn't be started is destroyed, as others that fail are.
 */
export function serverTlsSocket(carrier: Duplex, options: TLSSocketOptions): TLSSocket {
  const socket = new TLSSocket(
    carrier as ConstructorParameters<typeof TLSSocket>[0],
    { ...options, isServer: true },
  );
  const inner = socket as unknown as { _start?: () => void };
  const start = inner._start;
  if (start === undefined) return socket;
  inner._start = () => {
    try {
      start.call(socket);
    } catch {
      socket.destroy();
    }
  };
  return socket;
}
