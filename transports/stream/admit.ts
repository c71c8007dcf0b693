import type { TransportName } from "../../hub/mod.ts";
import type { Admission, Refusal } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import { countOne } from "../counters.ts";
import { admitProxied } from "../proxies/admit_proxied.ts";
import { NO_PROXIES, type TrustedProxies } from "../proxies/trusted_proxies.ts";
import type { PortTls } from "../tls/tls.ts";
import { MaybeTlsLink } from "../tls/tls_link.ts";
import { type ByteLink, SocketLink } from "./byte_link.ts";
import { sayFarewell } from "./farewell.ts";
import type { Origin } from "./origin.ts";
import { serveStream } from "./stream.ts";

/** The parts that turn a listener's connections into links. */
export interface AcceptOptions {
  readonly context: Context;
  readonly admission: Admission;
  readonly transport: TransportName;
  /** Absent: no TLS. */
  readonly tls?: PortTls | undefined;
  /** The proxies whose headers tell the address of a client. Absent: none. */
  readonly proxies?: TrustedProxies;
  /**
   * Serves an admitted link to its end, on a port that only answers; a refused connection there is
   * told nothing. Absent: each connection is a peer of the hub.
   */
  readonly answering?: (link: ByteLink) => Promise<void>;
  /** Returns a connection's address without port, and as a log shows it. */
  readonly originOf: (conn: Deno.Conn) => Origin;
}

/**
 * Admits a connection and serves it, or refuses it.
 *
 * @param onEnd Called once, when the connection is closed.
 * @returns A promise if the next connection must wait.
 */
export function admitAndServe(
  conn: Deno.Conn,
  signal: AbortSignal,
  options: AcceptOptions,
  onEnd: () => void,
): Promise<void> | undefined {
  const { transport, proxies = NO_PROXIES } = options;
  const origin = options.originOf(conn);
  const { protocol } = proxies;
  if (protocol !== "off" && proxies.trusts(origin.address)) {
    const onLink = (link: SocketLink) => admitLink(link, signal, options, onEnd);
    admitProxied(conn, origin, { ...options, protocol, signal, onLink, onEnd });
    return undefined;
  }
  const { address, remote, onFirstTick } = origin;
  return admitLink(
    new SocketLink(conn, transport, address, remote, onFirstTick),
    signal,
    options,
    onEnd,
  );
}

function admitLink(
  plain: SocketLink,
  signal: AbortSignal,
  options: AcceptOptions,
  onEnd: () => void,
): Promise<void> | undefined {
  const { context, admission } = options;
  const { address } = plain;
  const ban = context.hub.bans.refusalOf(address, context.now());
  if (ban !== undefined) {
    refuse(plain, { code: "banned", sentence: ban }, options).finally(onEnd);
    return undefined;
  }
  if (!admission.hasRoom(address)) {
    return admission.noticeEnds().then(() => {
      if (!signal.aborted) return admit(plain, options, onEnd);
      // The last goodbyes are said: nobody would end this connection.
      plain.close();
      onEnd();
    });
  }
  admit(plain, options, onEnd);
  return undefined;
}

function admit(plain: SocketLink, options: AcceptOptions, onEnd: () => void): void {
  const { context, admission, answering, tls } = options;
  const sentence = admission.admit(plain.address);
  if (sentence !== undefined) {
    refuse(plain, { code: "peer-limit", sentence }, options).finally(onEnd);
    return;
  }
  const release = () => {
    admission.release(plain.address);
    onEnd();
  };
  const link = tls === undefined ? plain : new MaybeTlsLink(plain, tls);
  if (answering === undefined) serveStream(link, context, release);
  else answering(link).finally(release);
}

/** Refuses a connection, without TLS: a handshake costs too much for a refusal. */
async function refuse(
  link: ByteLink,
  refusal: Refusal,
  { context, admission, answering }: AcceptOptions,
): Promise<void> {
  const { transport, address, remote } = link;
  const { code, sentence } = refusal;
  const kind = code === "banned" ? "ban" : "limit";
  context.refusals.add({ transport, address, remote, kind, sentence }, context.now());
  if (answering !== undefined || !admission.beginFarewell()) return link.close();
  countOne(context.counters.errors, code);
  try {
    await sayFarewell(link, refusal, context.limits.unterminatedMs);
  } catch (error) {
    context.bugs.log(remote, error);
    link.close();
  } finally {
    admission.endFarewell();
  }
}
