import type { Socket } from "node:net";
import type { TlsOptions } from "../tls_link.ts";
import { serverTlsSocket } from "../tls_socket.ts";

/** A handshake record (RFC 8446 section 5.1); no HTTP request begins so. */
const TLS_HANDSHAKE = 0x16;

/** What becomes of a connection that speaks or doesn't speak TLS. */
export interface FirstByteListener {
  /** Bytes to come are HTTP, out of TLS or as they were. */
  readonly onHttp: (socket: Socket) => void;
  /** It came without TLS, and that isn't wanted. */
  readonly onPlain: (socket: Socket) => void;
}

/** Tells by its first byte whether a connection is TLS, and takes it out of that. */
export function sortByFirstByte(
  socket: Socket,
  { certificates, only }: TlsOptions,
  timeoutMs: number,
  { onHttp, onPlain }: FirstByteListener,
): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  socket.once("close", () => clearTimeout(timer));
  socket.once("readable", () => {
    clearTimeout(timer);
    const first: Uint8Array | null = socket.read();
    // Nothing came but the end.
    if (first === null) return socket.destroy();
    socket.unshift(first);
    if (first[0] !== TLS_HANDSHAKE) return only ? onPlain(socket) : onHttp(socket);
    const secure = serverTlsSocket(socket, {
      secureContext: certificates.context,
      ALPNProtocols: ["http/1.1"],
    });
    // A handshake that fails leaves nobody to answer.
    secure.on("error", () => socket.destroy());
    socket.once("close", () => secure.destroy());
    onHttp(secure);
  });
}
