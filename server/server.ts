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
  prepareNames,
} from "../hub/mod.ts";
import { type Faults, type HashCost, MemoryAccounts, MemoryBans, openStore } from "../store/mod.ts";
import { openListeners, type Ports } from "./listeners.ts";
import {
  BanSweep,
  Bugs,
  type Connection,
  type Context,
  Counters,
  RefusalLog,
  Shortage,
  Tls,
  Trace,
  type Transport,
  Turn,
} from "../transports/mod.ts";

const logger = getLogger(["hubbub", "server"]);

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

/** The parts of a server that its starter may replace. */
export interface ServerOptions {
  /** Takes each line that `--trace` shows. Default: none is shown. */
  readonly print?: (line: string) => void;
  /** For tests: a disk that can be broken. */
  readonly faults?: Faults;
  /** For tests: cheaper hashes of passwords. */
  readonly hashCost?: HashCost;
  /** For tests: clocks that a test sets. */
  readonly time?: TimeSource;
}

/**
 * Returns a server that listens, built from a configuration.
 *
 * It logs by LogTape, under the category `hubbub`; a program that configures no LogTape sees no log.
 *
 * @throws {ListenError} A listener can't be opened; none is left open then.
 * @throws {StoreError} The folder for data can't be used.
 * @throws {CertificateError} The certificate or its key can't be used.
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<Server> {
  const clock = new Clock(options.time);
  const log = await openLog(config, options);
  const context = contextOf(config, log, { now: clock.now, print: options.print ?? (() => {}) });
  const { hub } = context;
  const abort = new AbortController();
  let tls: Tls | undefined;
  const { transports, ports } = await Promise.resolve().then(() => {
    tls = config.tls && new Tls(config.tls, config.tls, context);
    return openListeners(config, context, tls);
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
    for (const connection of context.connections) connection.tick(nowMs);
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
    reloadCertificates: () => tls?.reload(),
    tick,
    async stop(reason = SHUTDOWN) {
      clearInterval(ticker);
      clearTimeout(preparation);
      hub.flush();
      for (const connection of context.connections) connection.close(reason);
      abort.abort();
      await served;
      await tls?.close();
      await log.close();
    },
  };
}

/** Builds the hub and everything that the transports share. */
function contextOf(
  config: Config,
  log: Log,
  { now, print }: { readonly now: () => number; readonly print: (line: string) => void },
): Context {
  const bugs = new Bugs(now);
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
  return {
    hub,
    limits: config.connections,
    turn,
    now,
    connections: new Set<Connection>(),
    trace: config.trace ? new Trace(print) : undefined,
    counters: new Counters(),
    shortage: new Shortage(),
    refusals: new RefusalLog(),
    bugs,
  };
}

/** The parts that keep messages, registered names and bans. */
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

/** Compares in constant time; hashed first, so that not even the length shows. */
function tokenCheck(token: string): (given: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(token);
  return (given) => timingSafeEqual(digest(given), wanted);
}
