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

/** The parts of a server behind its listeners. */
export interface OpenedContext {
  readonly context: Context;
  readonly log: Log;
  /** Closes the hub with this token from now on, or opens it. */
  readonly setToken: (token: string | undefined) => void;
}

/**
 * Opens the log, and builds the hub upon it and everything that the transports share.
 *
 * @throws {ClusterError | StoreError} The log can't be opened.
 */
export async function openContext(
  config: Config,
  options: ServerOptions,
  { now, wallMs }: Pick<Clock, "now" | "wallMs">,
): Promise<OpenedContext> {
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
  const gate: TokenGate = { isToken: tokenCheck(config.token) };
  const hub = hubOf(config, log, { turn, bugs, files, gate });
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
  const setToken = (token: string | undefined) => gate.isToken = tokenCheck(token);
  return { context, log, setToken };
}

/** The check of the token that a closed hub wants; undefined: the hub is open. */
interface TokenGate {
  isToken: ((given: string) => boolean) | undefined;
}

function hubOf(
  config: Config,
  { accounts, audit, bans, charters, history, hooks, node }: Log,
  { turn, bugs, files, gate }: Pick<Context, "turn" | "bugs" | "files"> & {
    readonly gate: TokenGate;
  },
): Hub {
  const [seed, factor] = crypto.getRandomValues(new Int32Array(2));
  const options = {
    accounts,
    audit,
    bans,
    charters,
    history,
    hooks,
    hashToken: (token: string) => createHash("sha256").update(token).digest("hex"),
    limits: config.hub,
    nodeName: config.cluster?.nodeName,
    otherNodes: node && ((transport: TransportName) => node.otherAddresses(transport)),
    requestFlush: turn.request,
    nextTurn: () => turn.next(),
    newToken: () => crypto.randomUUID(),
    hashKey: [seed, factor],
    files,
    get isToken() {
      return gate.isToken;
    },
    onBug: (error: unknown) => bugs.log("the hub", error),
  } as const;
  return node === undefined
    ? new Hub(options)
    : new Hub(options, (machine) => node.orderOf(machine));
}

/** Compares in constant time; hashed first, so that not even the length shows. */
function tokenCheck(token: string | undefined): TokenGate["isToken"] {
  if (token === undefined) return undefined;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(token);
  return (given) => timingSafeEqual(digest(given), wanted);
}
