import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions, TlsTerminator } from "../../tls/tls.ts";
import { SocketStream } from "./socket_stream.ts";
import { TlsSocket } from "./tls_socket.ts";

/** A handshake record (RFC 8446 section 5.1); no HTTP request begins so. */
const TLS_HANDSHAKE = 0x16;

/** Receives each connection once its first byte has shown if it speaks TLS. */
export interface FirstByteListener {
  /** The socket's bytes are HTTP, decrypted or never encrypted. */
  readonly onHttp: (socket: Duplex) => void;
  /** The connection came without TLS on a port that requires TLS. */
  readonly onPlain: (socket: Socket) => void;
}

/** Looks at a connection's first byte, decrypts the connection if it is TLS, and passes it on. */
export function sortByFirstByte(
  socket: Socket,
  { terminator, only }: TlsOptions,
  timeoutMs: number,
  { onHttp, onPlain }: FirstByteListener,
): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  socket.once("close", () => clearTimeout(timer));
  socket.once("readable", () => {
    const first: Uint8Array | null = socket.read();
    // The connection ended before its first byte.
    if (first === null) return socket.destroy();
    if (first[0] !== TLS_HANDSHAKE) {
      clearTimeout(timer);
      socket.unshift(first);
      return only ? onPlain(socket) : onHttp(socket);
    }
    decryptTls(socket, first, terminator).then((secure) => {
      clearTimeout(timer);
      onHttp(secure);
    }, () => socket.destroy());
  });
}

/** Returns the decrypted side of a connection once the handshake is done. */
async function decryptTls(
  socket: Socket,
  first: Uint8Array,
  terminator: TlsTerminator,
): Promise<TlsSocket> {
  const stream = await terminator.open(new SocketStream(socket), first);
  await stream.handshake();
  return new TlsSocket(stream, socket);
}
