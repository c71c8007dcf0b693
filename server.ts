import { getLogger } from "@logtape/logtape";
import { createHash, timingSafeEqual } from "node:crypto";
import { Clock, type TimeSource } from "./clock.ts";
import type { Config } from "./config/mod.ts";
import {
  type Accounts,
  type BanStore,
  type CloseReason,
  type History,
  Hub,
  MemoryHistory,
} from "./hub/mod.ts";
import { type Faults, type HashCost, MemoryAccounts, MemoryBans, openStore } from "./store/mod.ts";
import { listenerName, openListener } from "./server/listen_error.ts";
import {
  Admission,
  answeringRates,
  BanSweep,
  Bugs,
  type Context,
  Counters,
  listenEcho,
  listenTcp,
  listenTime,
  listenUdp,
  listenUnix,
  type Session,
  Shortage,
  Tls,
  Trace,
  type Transport,
  Turn,
} from "./transports/mod.ts";

const logger = getLogger(["hubbub", "server"]);

/** How often time-outs are looked at, in milliseconds. */
const TICK_MS = 1_000;

/** A server that listens. */
export interface Server {
  readonly hub: Hub;
  readonly context: Context;
  readonly transports: readonly Transport[];
  /** The ports taken, where 0 was asked for. */
  readonly ports: Ports;
  /**
   * Reads certificate and key again, for connections to come.
   *
   * @throws {CertificateError} Then those of before stay in use.
   */
  reloadCertificates(): void;
  /** Looks after time-outs and the wall clock, as the server itself does every second. */
  tick(): void;
  /**
   * Says goodbye to everybody, writes what is owed, and ends.
   *
   * @throws {StoreError} Where the disk didn't take all. The server has ended all the same.
   */
  stop(reason: CloseReason): Promise<void>;
}

/** By their flags: `echo` is one number for TCP and UDP. */
export interface Ports {
  tcp?: number;
  udp?: number;
  web?: number;
  echo?: number;
  time?: number;
}

/** What only tests want. */
export interface ServerOptions {
  /** A disk that can be broken. */
  readonly faults?: Faults;
  /** Cheaper hashes of passwords. */
  readonly hashCost?: HashCost;
  /** Clocks that a test sets. */
  readonly time?: TimeSource;
}

/**
 * Builds hub and transports from a configuration and starts to serve.
 *
 * @param print Takes each line of `--trace`.
 * @throws {ListenError} A listener can't be opened; none is left open then.
 * @throws {StoreError} Where the folder for data can't be used.
 */
export async function startServer(
  config: Config,
  print: (line: string) => void,
  options: ServerOptions = {},
): Promise<Server> {
  const clock = new Clock(options.time);
  const log = await openLog(config, options);
  const bugs = new Bugs(clock.now);
  const turn: Turn = new Turn(() => hub.flush());
  const newToken = () => crypto.randomUUID();
  const [seed, factor] = crypto.getRandomValues(new Int32Array(2));
  const hub = new Hub({
    accounts: log.accounts,
    bans: log.bans,
    history: log.history,
    limits: config.hub,
    requestFlush: turn.request,
    newToken,
    hashKey: [seed, factor],
    isToken: config.token === undefined ? undefined : tokenCheck(config.token),
    onBug: (error) => bugs.note("the hub", error),
  });
  const context: Context = {
    hub,
    limits: config.links,
    turn,
    now: clock.now,
    sessions: new Set<Session>(),
    trace: config.trace ? new Trace(print) : undefined,
    counters: new Counters(),
    shortage: new Shortage(),
    bugs,
  };
  const abort = new AbortController();
  let tls: Tls | undefined;
  const { transports, ports } = await Promise.resolve().then(() => {
    tls = config.tls && new Tls(config.tls, config.tls, context);
    return listenAll(config, context, tls, abort.signal);
  }).catch(async (error) => {
    await tls?.close();
    await log.close();
    throw error;
  });
  const served = Promise.all(transports.map((transport) => transport.serve(abort.signal)));
  const sweep = new BanSweep(context);
  const tick = () => {
    hub.wall.offsetMs = clock.wallOffsetMs();
    const nowMs = clock.now();
    sweep.tick(nowMs);
    for (const session of context.sessions) session.tick(nowMs);
    context.shortage.tick(nowMs);
    bugs.tick(nowMs);
  };
  const ticker = setInterval(tick, TICK_MS);
  return {
    hub,
    context,
    transports,
    ports,
    reloadCertificates: () => tls?.reload(),
    tick,
    async stop(reason) {
      clearInterval(ticker);
      hub.flush();
      for (const session of context.sessions) session.close(reason);
      abort.abort();
      await served;
      await tls?.close();
      await log.close();
    },
  };
}

/** Where messages and registered names are kept. */
interface Log {
  readonly history: History;
  readonly accounts: Accounts;
  readonly bans: BanStore;
  close(): Promise<void>;
}

async function openLog(config: Config, options: ServerOptions): Promise<Log> {
  if (config.dataDir === undefined) {
    const { retainMessages, directRetainMessages, maxAccounts } = config.store;
    return {
      history: new MemoryHistory({
        retainMessages,
        directRetainMessages,
        retainBytes: config.retainBytes,
        epoch: crypto.randomUUID(),
      }),
      accounts: new MemoryAccounts(maxAccounts, options.hashCost),
      bans: new MemoryBans(),
      close: () => Promise.resolve(),
    };
  }
  return await openStore({
    ...options,
    dataDir: config.dataDir,
    limits: config.store,
    onFailure: (sentence) => logger.error("Messages aren't kept: {sentence}", { sentence }),
    onRecovery: () => logger.info("Messages are kept again"),
    onWarning: (sentence) => logger.warn("{sentence}", { sentence }),
  });
}

async function listenAll(
  config: Config,
  context: Context,
  tls: Tls | undefined,
  signal: AbortSignal,
): Promise<{ transports: Transport[]; ports: Ports }> {
  const { host: hostname, tcpPort, udpPort, unixPath, unixMode, webPort } = config;
  const admission = new Admission(context.limits);
  const transports: Transport[] = [];
  const ports: Ports = {};
  try {
    if (tcpPort !== undefined) {
      const tcp = await openListener(
        listenerName("tcp", config),
        () => listenTcp({ hostname, port: tcpPort }, context, admission, tls?.tcp),
      );
      transports.push(tcp);
      ports.tcp = tcp.port;
    }
    if (udpPort !== undefined) {
      const udp = await openListener(
        listenerName("udp", config),
        () => listenUdp({ hostname, port: udpPort }, context, admission),
      );
      transports.push(udp);
      ports.udp = udp.port;
    }
    await listenAnswering(config, context, admission, { transports, ports });
    if (webPort !== undefined) {
      // Loaded only here: a hub without it, like a client, starts a third sooner.
      const { listenWeb } = await import("./transports/web/listen.ts");
      const web = await openListener(
        listenerName("web", config),
        () =>
          listenWeb(
            { hostname, port: webPort, tcpPort: ports.tcp, tls: tls?.web, ...config.web },
            context,
            admission,
          ),
      );
      transports.push(web);
      ports.web = web.port;
    }
    if (unixPath !== undefined) {
      const unix = await openListener(
        { address: `unix ${unixPath}`, flag: "--unix" },
        () => listenUnix({ path: unixPath, mode: unixMode }, context, admission),
      );
      transports.push(unix);
    }
  } catch (error) {
    const ended = AbortSignal.abort();
    await Promise.all(transports.map((transport) => transport.serve(ended)));
    throw error;
  }
  signal.throwIfAborted();
  return { transports, ports };
}

/** Opens the ports of the built-in peers, which answer whoever knows nothing of a hub. */
async function listenAnswering(
  config: Config,
  context: Context,
  admission: Admission,
  { transports, ports }: { transports: Transport[]; ports: Ports },
): Promise<void> {
  const { host: hostname, echoPort, timePort } = config;
  const ownPorts = new Set<number>(ports.udp === undefined ? [] : [ports.udp]);
  const shared = { context, rates: answeringRates(context.limits), ownPorts };
  if (echoPort !== undefined) {
    const [tcp, udp] = await openListener(
      listenerName("echo", config),
      () => listenEcho({ hostname, port: echoPort }, shared, admission),
    );
    transports.push(tcp, udp);
    ports.echo = udp.port;
    ownPorts.add(udp.port);
  }
  if (timePort === undefined) return;
  const time = await openListener(
    listenerName("time", config),
    () => listenTime({ hostname, port: timePort }, shared),
  );
  transports.push(time);
  ports.time = time.port;
  ownPorts.add(time.port);
}

/** Compares in constant time; hashed first, so that not even the length shows. */
function tokenCheck(token: string): (given: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(token);
  return (given) => timingSafeEqual(digest(given), wanted);
}
