import type { TransportName } from "../../hub/mod.ts";
import type { Admission, Refusal } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import { countOne } from "../counters.ts";
import { sayFarewell } from "./farewell.ts";
import { type ByteLink, SocketLink } from "./byte_link.ts";
import { serveStream } from "./stream.ts";
import type { PortTls } from "../tls/tls.ts";
import { MaybeTlsLink } from "../tls/tls_link.ts";

/** The origin of a connection. */
export interface Origin {
  readonly address: string;
  readonly remote: string;
  /** Called once, if the connection still is there after a second or so. */
  readonly onFirstTick?: () => void;
}

/** The parts that turn a listener's connections into links. */
export interface AcceptOptions {
  readonly context: Context;
  readonly admission: Admission;
  readonly transport: TransportName;
  /** Absent: no TLS. */
  readonly tls?: PortTls | undefined;
  /**
   * Serves an admitted link to its end, on a port that only answers; a refused connection there is
   * told nothing. Absent: each connection is a peer of the hub.
   */
  readonly answering?: (link: ByteLink) => Promise<void>;
  /** Returns a connection's address without port, and as a log shows it. */
  readonly originOf: (conn: Deno.Conn) => Origin;
}

/** A source of connections. Closing it makes a pending `accept` reject. */
export interface Listener<Conn> {
  accept(): Promise<Conn>;
  close(): void;
}

/** Accepts connections until the signal aborts; then waits for the end of those that are open. */
export async function acceptAll(
  listener: Listener<Deno.Conn>,
  signal: AbortSignal,
  options: AcceptOptions,
): Promise<void> {
  const running = new Running();
  await acceptEach(listener, signal, options.context, (conn) => {
    running.count++;
    return admitAndServe(conn, signal, options, running.onEnd);
  });
  await running.ended();
}

/**
 * Hands out each connection until the signal aborts, which closes the listener.
 *
 * If `onConn` returns a promise, the next connection is accepted when that resolves.
 *
 * A connection that fails before it is accepted delays nobody. If the system lacks something that
 * each connection needs, the next attempt waits 100 ms, and {@linkcode Context.shortage} says so.
 */
export async function acceptEach<Conn extends { close(): void }>(
  listener: Listener<Conn>,
  signal: AbortSignal,
  { shortage, now }: Pick<Context, "shortage" | "now">,
  onConn: (conn: Conn) => Promise<void> | void,
): Promise<void> {
  if (signal.aborted) return listener.close();
  signal.addEventListener("abort", () => listener.close(), { once: true });
  while (!signal.aborted) {
    let conn: Conn;
    try {
      conn = await listener.accept();
    } catch (error) {
      if (signal.aborted) return;
      await shortage.recover(error, now());
      continue;
    }
    // The connection came in while the last goodbyes were said; nobody would say goodbye to it.
    if (signal.aborted) return conn.close();
    const wait = onConn(conn);
    if (wait !== undefined) await wait;
  }
}

/** Counts connections, which is lighter than a promise for each. */
class Running {
  count = 0;
  #resolve: (() => void) | undefined;

  readonly onEnd = (): void => {
    if (--this.count === 0) this.#resolve?.();
  };

  /** Resolves when the last one has ended. */
  ended(): Promise<void> {
    if (this.count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#resolve = resolve);
  }
}

/** Returns a promise if the next connection must wait. */
function admitAndServe(
  conn: Deno.Conn,
  signal: AbortSignal,
  options: AcceptOptions,
  onEnd: () => void,
): Promise<void> | undefined {
  const { context, admission } = options;
  const { address, remote, onFirstTick } = options.originOf(conn);
  const plain = new SocketLink(conn, options.transport, address, remote, onFirstTick);
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
