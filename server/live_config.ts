import type { Config } from "./config/mod.ts";

/**
 * The configuration of a running server. A part that reads a limit at the moment when it needs it
 * follows the operator's new values.
 */
export interface LiveConfig {
  readonly config: Config;
  /** Takes the limits and settings of another configuration that can change while the server runs. */
  apply(next: Config): void;
}

/** Returns a configuration of its own, which may change, with the values of a given one. */
export function liveConfigOf(config: Config): LiveConfig {
  const connections = { ...config.connections };
  const hub = { ...config.hub };
  const limits = { ...config.web.limits };
  const web = { ...config.web, limits };
  return {
    config: { ...config, connections, hub, web },
    apply(next) {
      const { pingEveryMs, pingTimeoutMs } = next.web.limits;
      Object.assign(limits, { pingEveryMs, pingTimeoutMs });
      web.metricsToken = next.web.metricsToken;
      // Several nodes must have equal limits: the log of the hub holds those of the start.
      if (config.cluster === undefined) Object.assign(hub, liveHubLimits(next));
      Object.assign(connections, next.connections, fitted(config, next));
    },
  };
}

function liveHubLimits({ hub }: Config): Partial<Config["hub"]> {
  const { announceLimit, editWindowMs, keepEdits, maxBans } = hub;
  const { maxPeers, maxReactions, maxRooms, maxRoomsPerPeer } = hub;
  const { maxInvited, maxModerators, maxOwnedRooms, maxOwnedRoomsPerName, maxRoomBans } = hub;
  return {
    announceLimit,
    editWindowMs,
    keepEdits,
    maxBans,
    maxPeers,
    maxInvited,
    maxModerators,
    maxOwnedRooms,
    maxOwnedRoomsPerName,
    maxReactions,
    maxRoomBans,
    maxRooms,
    maxRoomsPerPeer,
  };
}

/** The limit of open files goes on to limit the connections where it did at the start. */
function fitted(
  { connections: { descriptorLimit, farewellsMax, maxConnections } }: Config,
  next: Config,
): Partial<Config["connections"]> {
  return {
    descriptorLimit,
    farewellsMax,
    maxConnections: descriptorLimit === undefined
      ? next.connections.maxConnections
      : Math.min(maxConnections, next.connections.maxConnections),
  };
}
