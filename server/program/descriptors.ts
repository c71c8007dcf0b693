import { getLogger } from "@logtape/logtape";
import { closeSync, openSync } from "node:fs";
import type { Config } from "../config/mod.ts";
import type { ConnectionLimits } from "../../transports/mod.ts";

const log = getLogger(["hubbub", "server"]);

/**
 * Descriptors that the server itself opens after its start: its listeners, the store's thread with
 * its files, and those that a query or a password has open for a moment. About 14 were seen.
 */
const OWN_DESCRIPTORS = 32;

/** Descriptors of a connection with TLS: its own, and two for its way through the private listener. */
const DESCRIPTORS_OF_TLS = 3;

/** A server that has room for fewer connections isn't worth starting. */
const CONNECTIONS_MIN = 16;

/** The share of free descriptors that refused connections may hold while they are told why. */
const FAREWELLS_SHARE = 1 / 8;

/** The limit of open files is too low to serve at all; the message says what to change. */
export class DescriptorError extends Error {
  override readonly name = "DescriptorError";
}

/** The files and sockets that a process may still open. */
export interface FreeDescriptors {
  /** At most the number that was looked for. */
  readonly count: number;
  /** The limit of open files (RLIMIT_NOFILE); undefined if it wasn't met. */
  readonly limit: number | undefined;
}

/**
 * Lowers the configuration's connections to what the limit of open files leaves room for. An
 * operator who asked for more by `--max-connections` is warned; the default fits itself in silence.
 * If the limit can't be found out, the configuration stays as it is.
 *
 * @throws {DescriptorError} Where there is room for fewer than 16 connections.
 */
export function fitToDescriptors(config: Config): Config {
  const { maxConnections, farewellsMax } = config.connections;
  const perConnection = config.tls === undefined ? 1 : DESCRIPTORS_OF_TLS;
  const wanted = OWN_DESCRIPTORS + perConnection * maxConnections + farewellsMax;
  const free = countFreeDescriptors(wanted);
  if (free === undefined) return config;
  const connections = fittingLimits(config.connections, free, perConnection);
  if (connections.maxConnections < maxConnections && config.given.has("max-connections")) {
    log.warn(
      "--max-connections is {maxConnections}, but the limit of {limit} open files leaves room for {fitting} connections, which holds. Raise it: ulimit -n, or LimitNOFILE= of a systemd unit.",
      { maxConnections, limit: free.limit, fitting: connections.maxConnections },
    );
  }
  return { ...config, connections };
}

/**
 * Returns the limits of connections that fit into the free descriptors.
 *
 * @param perConnection Descriptors that a connection takes.
 * @throws {DescriptorError} Where there is room for fewer than 16 connections.
 */
export function fittingLimits(
  limits: ConnectionLimits,
  { count, limit }: FreeDescriptors,
  perConnection = 1,
): ConnectionLimits {
  const usable = count - OWN_DESCRIPTORS;
  const wished = perConnection * limits.maxConnections + limits.farewellsMax;
  if (limit === undefined || usable >= wished) return limits;
  const farewells = Math.floor(Math.max(1, usable * FAREWELLS_SHARE));
  const farewellsMax = Math.min(limits.farewellsMax, farewells);
  const maxConnections = Math.min(
    limits.maxConnections,
    Math.floor((usable - farewellsMax) / perConnection),
  );
  const needed = Math.min(limits.maxConnections, CONNECTIONS_MIN);
  if (maxConnections >= needed) {
    return { ...limits, maxConnections, farewellsMax, descriptorLimit: limit };
  }
  const open = limit - count;
  const wanted = open + OWN_DESCRIPTORS + Math.ceil(perConnection * needed / (1 - FAREWELLS_SHARE));
  throw new DescriptorError(
    `This process may have ${limit} files and sockets open, which is too few to serve: hubbub needs at least ${wanted}, and 1024 or more to be of use. Raise the limit: ulimit -n 1024, or LimitNOFILE= of a systemd unit.`,
  );
}

/**
 * Counts free descriptors by opening them, which takes 10 µs for each: the limit itself can't be read
 * without a permission for the whole system. Call it before any other work, which would lack the
 * descriptors for that moment.
 *
 * @returns Undefined if the current folder can't be opened, for lack of permission or on Windows.
 */
export function countFreeDescriptors(wanted: number): FreeDescriptors | undefined {
  const opened: number[] = [];
  let limit: number | undefined;
  try {
    while (opened.length < wanted) opened.push(openSync(".", "r"));
  } catch (error) {
    if (!isExhausted(error)) return undefined;
    // The system gives out the lowest number that is free, so the highest one stands at the limit.
    limit = opened.reduce((highest, fd) => Math.max(highest, fd), -1) + 1;
  } finally {
    for (const fd of opened) closeSync(fd);
  }
  return { count: opened.length, limit };
}

function isExhausted(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EMFILE";
}
