import type { TransportName } from "../../hub/mod.ts";
import { type Admission, PROXY_ADDRESS } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import { isLinkError, SocketLink } from "../stream/byte_link.ts";
import { type ByteStream, writeAll } from "../stream/byte_stream.ts";
import type { Origin } from "../stream/origin.ts";
import { type ProxiedOrigin, readOrigin } from "./read_origin.ts";
import type { ProxyProtocol } from "./trusted_proxies.ts";

/** The way of a connection from a trusted proxy. */
export interface ProxiedOptions {
  readonly context: Context;
  readonly admission: Admission;
  readonly transport: TransportName;
  readonly protocol: Exclude<ProxyProtocol, "off">;
  /** Aborts when the listener ends. */
  readonly signal: AbortSignal;
  /** Admits the connection once its origin is known, and calls `onEnd` itself. */
  readonly onLink: (link: SocketLink) => void;
  /** Called if the connection ends before. */
  readonly onEnd: () => void;
}

/** Reads whose connection comes from a trusted proxy, and goes on as if that client had connected. */
export async function admitProxied(
  stream: ByteStream,
  proxy: Origin,
  options: ProxiedOptions,
): Promise<void> {
  const { admission, transport, signal, onLink, onEnd } = options;
  // Counted before its address is known: many at once must not slip through.
  const isCounted = admission.admit(PROXY_ADDRESS) === undefined;
  if (!isCounted && !admission.beginFarewell()) {
    close(stream);
    return onEnd();
  }
  let found: ProxiedOrigin | undefined;
  try {
    found = await originInTime(stream, proxy, options);
    if (found?.kind === "mistake") await refuse(stream, proxy, found.sentence, options);
  } catch (error) {
    options.context.bugs.log(proxy.remote, error);
  } finally {
    if (isCounted) admission.release(PROXY_ADDRESS);
    else admission.endFarewell();
  }
  if (found?.kind !== "known" || signal.aborted) {
    close(stream);
    return onEnd();
  }
  const { address, remote, onFirstTick } = found.origin;
  onLink(new SocketLink(found.stream, transport, address, remote, onFirstTick));
}

/** Returns undefined if the connection ends, or sends nothing for as long as a hello may take. */
async function originInTime(
  stream: ByteStream,
  proxy: Origin,
  { protocol, signal, context: { limits: { helloTimeoutMs } } }: ProxiedOptions,
): Promise<ProxiedOrigin | undefined> {
  const sentence =
    `server: Nothing came within ${helloTimeoutMs} ms: send a first message, like {"name":"ada","msg":"hi"} or a line of text.\r\n`;
  const end = () => close(stream);
  const timer = setTimeout(
    () => writeAll(stream, new TextEncoder().encode(sentence)).catch(() => {}).then(end),
    helloTimeoutMs,
  );
  signal.addEventListener("abort", end);
  try {
    return await readOrigin(stream, proxy, protocol);
  } catch (error) {
    if (isLinkError(error)) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

async function refuse(
  stream: ByteStream,
  { address, remote }: Origin,
  sentence: string,
  { context, transport }: ProxiedOptions,
): Promise<void> {
  context.refusals.add({ transport, address, remote, kind: "proxy", sentence }, context.now());
  const link = new SocketLink(stream, transport, address, remote);
  await link.write([new TextEncoder().encode(`server: ${sentence}\r\n`)]).catch(() => {});
  await link.finish();
}

function close(stream: ByteStream): void {
  try {
    stream.close();
  } catch {
    // The connection is closed already.
  }
}
