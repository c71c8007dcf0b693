import { PROXY_HEADER_MAX_BYTES, type ProxyHeader, readProxyHeader } from "../../protocol/mod.ts";
import type { ByteStream } from "../stream/byte_stream.ts";
import type { Origin } from "../stream/origin.ts";
import { PrefixedStream } from "./prefixed_stream.ts";
import type { ProxyProtocol } from "./trusted_proxies.ts";

/** The client of a connection that came from a trusted proxy, or the reason to refuse it. */
export type ProxiedOrigin =
  | {
    readonly kind: "known";
    readonly origin: Origin;
    /** The connection's bytes behind the header. */
    readonly stream: ByteStream;
  }
  | { readonly kind: "mistake"; readonly sentence: string };

/**
 * Reads a connection's first bytes, and tells whose connection it is: that of the client that a header
 * of the PROXY protocol names, otherwise the proxy's own.
 *
 * @param proxy The origin as the system tells it.
 * @returns Undefined if the connection ended before its first byte. Rejects when the link is gone.
 */
export async function readOrigin(
  stream: ByteStream,
  proxy: Origin,
  protocol: Exclude<ProxyProtocol, "off">,
): Promise<ProxiedOrigin | undefined> {
  const buffer = new Uint8Array(PROXY_HEADER_MAX_BYTES);
  for (let size = 0;;) {
    const count = await stream.read(buffer.subarray(size));
    size += count ?? 0;
    if (size === 0) return undefined;
    const bytes = buffer.subarray(0, size);
    const header = readProxyHeader(bytes);
    if (header.kind === "cut" && count !== null) continue;
    const known = (origin: Origin, headerBytes: number): ProxiedOrigin => ({
      kind: "known",
      origin,
      stream: new PrefixedStream(stream, bytes.slice(headerBytes)),
    });
    switch (header.kind) {
      case "client":
        return known(originOf(header, proxy), header.sizeBytes);
      case "unknown":
        return known(proxy, header.sizeBytes);
      case "absent":
      case "cut":
        return protocol === "optional" ? known(proxy, 0) : headerMissing(proxy);
      case "malformed":
        return mistake(`The PROXY header of ${proxy.address} can't be read: ${header.mistake}.`);
      default:
        return header satisfies never;
    }
  }
}

function originOf(
  { address, port }: Extract<ProxyHeader, { kind: "client" }>,
  proxy: Origin,
): Origin {
  return { ...proxy, address, remote: `tcp ${address}:${port} by way of ${proxy.address}` };
}

function headerMissing({ address }: Origin): ProxiedOrigin {
  return mistake(
    `Connections from ${address} begin with a PROXY header here (--proxy-protocol required), and this one has none: let the proxy send it, or connect from elsewhere.`,
  );
}

function mistake(sentence: string): ProxiedOrigin {
  return { kind: "mistake", sentence };
}
