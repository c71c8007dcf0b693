/**
 * Which scenes and servers the command line asks for.
 *
 * @module
 */

import { type Options, UsageError } from "./options.ts";
import { type Scene, SCENES } from "./scenes/mod.ts";
import { DEFAULT_COMMAND, hubbub } from "./servers/hubbub.ts";
import { mosquitto, natsServer, ngircd, redisServer } from "./servers/peers.ts";
import type { Server } from "./servers/server.ts";

const PEERS: readonly Server[] = [natsServer, redisServer, mosquitto, ngircd];
const QUICK_PEERS: readonly Server[] = [natsServer, redisServer];

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

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

/** The servers, ours first. */
export function chooseServers({ only, quick, variants }: Options): readonly Server[] {
  const own = variants.length === 0
    ? [hubbub("hubbub", DEFAULT_COMMAND)]
    : variants.map(({ name, command }) => hubbub(name, command));
  if (only.length === 0) return [...own, ...(quick ? QUICK_PEERS : PEERS)];
  for (const name of only) {
    if (name !== "hubbub" && !PEERS.some((peer) => peer.name === name)) {
      throw new UsageError(`There is no server "${name}".`);
    }
  }
  const chosen = PEERS.filter(({ name }) => only.includes(name));
  return only.includes("hubbub") || variants.length > 0 ? [...own, ...chosen] : chosen;
}
