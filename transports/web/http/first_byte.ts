import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TlsOptions, TlsTerminator } from "../../tls/tls.ts";
import { SocketStream } from "./socket_stream.ts";
import { TlsSocket } from "./tls_socket.ts";

/** A handshake record (RFC 8446 section 5.1); no HTTP request begins so. */
const TLS_HANDSHAKE = 0x16;

/** Takes a connection, by whether it speaks TLS. */
export interface FirstByteListener {
  /** Bytes to come are HTTP, out of TLS or as they were. */
  readonly onHttp: (socket: Duplex) => void;
  /** It came without TLS, and that isn't wanted. */
  readonly onPlain: (socket: Socket) => void;
}

/** Tells by its first byte whether a connection is TLS, and takes it out of that. */
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
    // Nothing came but the end.
    if (first === null) return socket.destroy();
    if (first[0] !== TLS_HANDSHAKE) {
      clearTimeout(timer);
      socket.unshift(first);
      return only ? onPlain(socket) : onHttp(socket);
    }
    takeOff(socket, first, terminator).then((secure) => {
      clearTimeout(timer);
      onHttp(secure);
    }, () => socket.destroy());
  });
}

/** Returns what TLS carries, as soon as the handshake is over. */
async function takeOff(
  socket: Socket,
  first: Uint8Array,
  terminator: TlsTerminator,
): Promise<TlsSocket> {
  const stream = await terminator.open(new SocketStream(socket), first);
  await stream.handshake();
  return new TlsSocket(stream, socket);
}
