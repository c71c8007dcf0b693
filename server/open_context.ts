import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "./clock.ts";
import type { Config } from "./config/mod.ts";
import { type CloseReason, Hub, type TransportName } from "../hub/mod.ts";
import { openFiles } from "./open_files.ts";
import { type Log, openLog } from "./open_log.ts";
import type { ServerOptions } from "./server_options.ts";
import {
  Bugs,
  type Connection,
  type Context,
  Counters,
  RefusalLog,
  Shortage,
  Trace,
  Turn,
} from "../transports/mod.ts";

const NODE_LOST: CloseReason = {
  code: "node-lost",
  sentence: "The other nodes held this one for dead: come back, here or to another node.",
};

/**
 * Opens the log, and builds the hub upon it and everything that the transports share.
 *
 * @throws {ClusterError | StoreError} The log can't be opened.
 */
export async function openContext(
  config: Config,
  options: ServerOptions,
  { now, wallMs }: Pick<Clock, "now" | "wallMs">,
): Promise<{ readonly context: Context; readonly log: Log }> {
  const bugs = new Bugs(now);
  const connections = new Set<Connection>();
  const turn: Turn = new Turn(() => {
    hub.flush();
    log.node?.flush();
  });
  const log = await openLog(config, {
    ...options,
    now,
    requestFlush: turn.request,
    onBug: (error) => bugs.log("the cluster", error),
    onFatal: options.onFatal ?? ((sentence) => bugs.log("the cluster", new Error(sentence))),
    onLost: () => {
      for (const connection of connections) connection.close(NODE_LOST);
    },
  });
  const files = await openFiles(config, {
    history: log.history,
    wallMs,
    onBug: (error) => bugs.log("the files", error),
  }).catch(async (error) => {
    await log.close();
    throw error;
  });
  const hub = hubOf(config, log, { turn, bugs, files });
  try {
    await log.node?.start();
  } catch (error) {
    await log.close();
    throw error;
  }
  const context = {
    hub,
    limits: config.connections,
    turn,
    now,
    connections,
    files,
    trace: config.trace ? new Trace(options.print ?? (() => {})) : undefined,
    counters: new Counters(),
    shortage: new Shortage(),
    refusals: new RefusalLog(),
    bugs,
    cluster: log.node,
  };
  return { context, log };
}

function hubOf(
  config: Config,
  { accounts, bans, history, node }: Log,
  { turn, bugs, files }: Pick<Context, "turn" | "bugs" | "files">,
): Hub {
  const [seed, factor] = crypto.getRandomValues(new Int32Array(2));
  const options = {
    accounts,
    bans,
    history,
    limits: config.hub,
    nodeName: config.cluster?.nodeName,
    otherNodes: node && ((transport: TransportName) => node.otherAddresses(transport)),
    requestFlush: turn.request,
    newToken: () => crypto.randomUUID(),
    hashKey: [seed, factor],
    files,
    isToken: config.token === undefined ? undefined : tokenCheck(config.token),
    onBug: (error: unknown) => bugs.log("the hub", error),
  } as const;
  return node === undefined
    ? new Hub(options)
    : new Hub(options, (machine) => node.orderOf(machine));
}

/** Compares in constant time; hashed first, so that not even the length shows. */
function tokenCheck(token: string): (given: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(token);
  return (given) => timingSafeEqual(digest(given), wanted);
}
