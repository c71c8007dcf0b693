import { Clock } from "./clock.ts";
import type { Config } from "./config/mod.ts";
import { liveConfigOf } from "./live_config.ts";
import { type CloseReason, type Hub, prepareNames } from "../hub/mod.ts";
import type { Store } from "../store/mod.ts";
import { openListeners, type Ports } from "./listeners.ts";
import { publicUrlOf } from "./public_url.ts";
import { openContext } from "./open_context.ts";
import type { ServerOptions } from "./server_options.ts";
import { BanSweep, type Context, Tls, type Transport } from "../transports/mod.ts";

/** Milliseconds between two checks of all time-outs. */
const TICK_MS = 1_000;

const SHUTDOWN: CloseReason = {
  code: "shutdown",
  sentence: "The server is going down. Goodbye.",
};

/** A server that listens. */
export interface Server {
  readonly hub: Hub;
  readonly context: Context;
  readonly transports: readonly Transport[];
  /** The ports that it listens on, also where the configuration says 0. */
  readonly ports: Ports;
  /** The data folder of a hub of one node; undefined: it keeps nothing on disk, or NATS keeps it. */
  readonly store: Store | undefined;
  /**
   * Gives the running server the values of another configuration that it can take (`changedFlags`
   * tells which), and reads certificate and key again. Connections that are there keep their rate and
   * their time-outs.
   *
   * @throws {CertificateError} Certificate or key can't be used; the earlier ones stay in use, and
   * everything else is applied.
   */
  reload(config: Config): void;
  /**
   * Reads certificate and key again, for connections to come.
   *
   * @throws {CertificateError} They can't be used; the earlier ones stay in use.
   */
  reloadCertificates(): void;
  /** Ends what is overdue and compares with the wall clock, as the server itself does every second. */
  tick(): void;
  /**
   * Says goodbye to everybody, writes what is owed, and ends.
   *
   * @param reason Told to every peer. Default: `shutdown`.
   * @throws {StoreError} The disk didn't take everything. The server has ended all the same.
   */
  stop(reason?: CloseReason): Promise<void>;
}

/**
 * Returns a server that listens, built from a configuration.
 *
 * It logs by LogTape, under the category `hubbub`; a program that configures no LogTape sees no log.
 *
 * @throws {ListenError} A listener can't be opened; none is left open then.
 * @throws {StoreError} The folder for data can't be used.
 * @throws {ClusterError} The server can't take part in its cluster.
 * @throws {CertificateError} The certificate or its key can't be used.
 */
export async function startServer(
  startConfig: Config,
  options: ServerOptions = {},
): Promise<Server> {
  const clock = new Clock(options.time);
  const { config, apply } = liveConfigOf(startConfig);
  const { context, log, setToken } = await openContext(config, options, clock);
  const { hub } = context;
  const abort = new AbortController();
  const { tls, transports, ports } = await listen(config, context).catch(async (error) => {
    await log.close();
    throw error;
  });
  if (context.files !== undefined) {
    const addresses = transports.map(({ address }) => address);
    const given = config.files?.publicUrl;
    context.files.baseUrl = publicUrlOf({ given, addresses, reachable: options.reachable });
  }
  const served = Promise.all(transports.map((transport) => transport.serve(abort.signal)));
  const sweep = new BanSweep(context);
  const tick = () => {
    // Several nodes go by the time of their log.
    if (log.node === undefined) hub.wall.offsetMs = clock.wallOffsetMs();
    log.node?.tick();
    const nowMs = clock.now();
    sweep.tick(nowMs);
    for (const connection of context.connections) connection.tick(nowMs);
    context.files?.sweep();
    context.shortage.tick(nowMs);
    context.refusals.tick(nowMs);
    context.bugs.tick(nowMs);
  };
  const ticker = setInterval(tick, TICK_MS);
  // In a later turn: the start mustn't wait for this, and the first peer that needs it mustn't either.
  const preparation = setTimeout(prepareNames);
  return {
    hub,
    context,
    transports,
    ports,
    store: log.store,
    reloadCertificates: () => tls?.reload(),
    reload(next) {
      setToken(next.token);
      apply(next);
      hub.bans.maxBans = config.hub.maxBans;
      log.setRetention(next.store);
      if (next.tls !== undefined) tls?.reload(next.tls);
    },
    tick,
    async stop(reason = SHUTDOWN) {
      clearInterval(ticker);
      clearTimeout(preparation);
      hub.flush();
      for (const connection of context.connections) connection.close(reason);
      abort.abort();
      await served;
      await tls?.close();
      await context.files?.close();
      await log.close();
    },
  };
}

/** Opens TLS and the listeners. Where one can't be opened, none is left open. */
async function listen(
  config: Config,
  context: Context,
): Promise<Awaited<ReturnType<typeof openListeners>> & { readonly tls: Tls | undefined }> {
  const tls = config.tls && new Tls(config.tls, config.tls, context);
  try {
    return { tls, ...await openListeners(config, context, tls) };
  } catch (error) {
    await tls?.close();
    throw error;
  }
}
