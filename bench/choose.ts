/**
 * The scenes and the servers that the command line asks for.
 *
 * @module
 */

import { type Options, UsageError } from "./options.ts";
import { type Field, type Scene, SCENES } from "./scenes/mod.ts";
import { bareWs } from "./servers/ceilings/bare_ws.ts";
import { epollServer } from "./servers/ceilings/epoll.ts";
import { centrifugo } from "./servers/centrifugo.ts";
import {
  ALONE,
  DEFAULT_COMMAND,
  hubbub,
  MEMORY,
  ONE_NODE,
  SQLITE,
  UNINDEXED,
} from "./servers/hubbub.ts";
import { jetstreamServer } from "./servers/jetstream.ts";
import { inspircd, mosquitto, natsServer, ngircd, redisServer } from "./servers/peers.ts";
import type { Server } from "./servers/server.ts";

const PEERS: readonly Server[] = [
  ...[epollServer, natsServer, redisServer, mosquitto, ngircd, inspircd],
  ...[bareWs, centrifugo],
];
const QUICK_PEERS: readonly Server[] = [epollServer, natsServer, redisServer];
/** The names for `--only`. */
const NAMES = new Set([
  "hubbub",
  jetstreamServer.name,
  ...PEERS.map(({ name }) => name),
]);

/** The scenes, in the order of the report. */
export function chooseScenes({ scenes, quick }: Options): readonly Scene[] {
  if (scenes.length === 0) return SCENES.filter((scene) => !quick || scene.quick);
  for (const pattern of scenes) {
    if (!SCENES.some(({ name }) => matches(pattern, name))) {
      throw new UsageError(`There is no scene "${pattern}"; --list lists them.`);
    }
  }
  return SCENES.filter(({ name }) => scenes.some((pattern) => matches(pattern, name)));
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** The servers of a field, hubbub first. */
export function chooseServers(field: Field, options: Options): readonly Server[] {
  const { only, quick, variants } = options;
  for (const name of only) {
    if (!NAMES.has(name)) throw new UsageError(`There is no server "${name}".`);
  }
  const isAsked = ({ name }: Server) => only.length === 0 || only.includes(name);
  const hasHubbub = only.length === 0 || only.includes("hubbub");
  switch (field) {
    case "peers": {
      const own = variants.length > 0
        ? variants.map(({ name, command }) => hubbub(name, command))
        : hasHubbub
        ? [hubbub("hubbub", DEFAULT_COMMAND)]
        : [];
      const others = quick && only.length === 0 ? QUICK_PEERS : PEERS;
      return [...own, ...others.filter(isAsked)];
    }
    case "log":
      return [
        ...hasHubbub ? [MEMORY, SQLITE, UNINDEXED] : [],
        ...[jetstreamServer].filter(isAsked),
      ];
    case "cluster": {
      const own = variants.length > 0
        ? variants.map(({ name, command }) => hubbub(name, command))
        : hasHubbub
        ? [hubbub("hubbub", DEFAULT_COMMAND), ONE_NODE, ALONE]
        : [];
      return [...own, ...[natsServer, jetstreamServer, centrifugo].filter(isAsked)];
    }
    default:
      return field satisfies never;
  }
}
