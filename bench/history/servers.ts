/**
 * hubbub with its history in memory and in SQLite, and what it is measured beside.
 *
 * @module
 */

import { DEFAULT_COMMAND, hubbub } from "../servers/hubbub.ts";
import { jetstreamServer } from "../servers/jetstream.ts";
import type { Server, Settings } from "../servers/server.ts";

function withLog(name: string, title: string, log: Settings["log"], data: string): Server {
  const server = hubbub(name, DEFAULT_COMMAND);
  return {
    ...server,
    title,
    setup: `as \`deno task start\` starts it, \`--data ${data} --rate off\``,
    start: (place) => server.start({ ...place, settings: { ...place.settings, log } }),
  };
}

export const SERVERS: readonly Server[] = [
  withLog("memory", "memory", "off", "off"),
  withLog("sqlite", "SQLite", "disk", "DIR"),
  jetstreamServer,
];
