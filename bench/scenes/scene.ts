/**
 * A scene: a load, the servers that carry it, and the number that matters.
 *
 * @module
 */

import type { Crowd, Load, Metric, Timing } from "../job.ts";
import type { Server, Settings } from "../servers/server.ts";
import { type WireName, WIRES } from "../wires/mod.ts";
import type { Wire } from "../wires/wire.ts";

/** One thing that is measured. */
export interface Scene {
  /** For `--scene`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the report. */
  readonly about: string;
  readonly field: Field;
  readonly settings: Settings;
  /** The number that this scene is about. */
  readonly metric: Metric;
  /** True: part of `--quick`. */
  readonly quick: boolean;
  readonly skip: Skip;
  readonly load: (server: Server, depth: Depth) => Load;
}

/** The servers of a scene: hubbub beside others, with its log in memory and on disk, or on several nodes. */
export type Field = "peers" | "log" | "cluster";

/** The depth of a run. */
export interface Depth extends Timing {
  /** The time that idle peers rest before their memory is read once more; 0: they don't. */
  readonly restMs: number;
}

/** The reason why a server has no part in a scene; undefined where it has one. */
export type Skip = (server: Server) => string | undefined;

/** A crowd before it has a protocol. */
export type CrowdOf = Omit<Crowd, "wires">;

/** hubbub as its users start it, and the others without limits. */
export const DEFAULTS: Settings = { log: "disk", web: false, slowReaderLimit: "lifted" };

/** hubbub with its web port, for the scenes over WebSocket. */
export const WITH_WEB: Settings = { ...DEFAULTS, web: true };

/** For loads that count messages received rather than delivered. */
export const NO_LOG: Settings = { ...DEFAULTS, log: "off" };

/** Skips all servers but hubbub. */
export function onlyHubbub(reason: string): Skip {
  return (server) => server.wire === "frames" ? undefined : reason;
}

/** Skips all servers but these. */
export function only(names: readonly string[], reason: string): Skip {
  return ({ name }) => names.includes(name) ? undefined : reason;
}

/** The protocol of a server in a scene over WebSocket. */
export function webWire({ wire }: Server): WireName {
  return wire === "frames" ? "websocket" : wire;
}

function speaksWeb(server: Server): boolean {
  const wire: Wire = WIRES[webWire(server)];
  return wire.isWeb === true;
}

/** Skips servers that don't speak WebSocket. */
export function onlyWeb(server: Server): string | undefined {
  return speaksWeb(server) ? undefined : "no WebSocket as it is set up here";
}

/** The reason why a server has no part in a scene of any kind; the first of several. */
export function reasonToSkip(scene: Scene, server: Server): string | undefined {
  const isOnlyWeb = server.wire !== "frames" && speaksWeb(server);
  if (isOnlyWeb && !scene.settings.web) return "it speaks WebSocket only";
  return scene.skip(server);
}

/** Skips these servers. */
export function without(names: readonly string[], reason: string): Skip {
  return ({ name }) => names.includes(name) ? reason : undefined;
}
