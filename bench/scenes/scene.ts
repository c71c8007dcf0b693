/**
 * What a scene is: a load, who can take it, and what is looked at.
 *
 * @module
 */

import type { Crowd, Load, Metric } from "../job.ts";
import type { Server, Settings } from "../servers/server.ts";

/** How thoroughly a run is made. */
export interface Depth {
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** How long idle peers rest before their memory is read once more; 0: they don't. */
  readonly restMs: number;
  /** Bytes under way per receiver in a flood. */
  readonly windowBytes: number;
  /** Bytes under way to all receivers together. */
  readonly totalBytes: number;
}

/** Why a server doesn't take part in a scene; undefined where it does. */
export type Skip = (server: Server) => string | undefined;

/** One thing that is measured. */
export interface Scene {
  /** For `--scene`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the report. */
  readonly about: string;
  readonly settings: Settings;
  /** The number that this scene is about. */
  readonly metric: Metric;
  /** Part of `--quick`. */
  readonly quick: boolean;
  readonly skip: Skip;
  readonly load: (server: Server, depth: Depth) => Load;
}

/** A crowd that speaks whatever the server does. */
export type CrowdOf = Omit<Crowd, "wires">;

/** hubbub as it comes, and the others without limits. */
export const DEFAULTS: Settings = { log: "disk", web: false, slowReaderLimit: "lifted" };

/** For loads that are about messages received rather than delivered. */
export const NO_LOG: Settings = { ...DEFAULTS, log: "off" };

/** Only hubbub has what the scene is about. */
export function onlyHubbub(reason: string): Skip {
  return (server) => server.wire === "frames" ? undefined : reason;
}

/** Leaves servers out of a scene. */
export function without(names: readonly string[], reason: string): Skip {
  return (server) => names.includes(server.name) ? reason : undefined;
}
