/**
 * hubbub, or any command that prints the same lines.
 *
 * @module
 */

import config from "../../deno.json" with { type: "json" };
import type { Endpoint } from "../generator/sockets/socket.ts";
import { Child } from "./child.ts";
import { natsUrl, startNatsServers } from "./nats_servers.ts";
import type { ClusterSettings, Place, Running, Server, Settings } from "./server.ts";

const START_TIMEOUT_MS = 20_000;
const MIB = 2 ** 20;
const ROOT = new URL("../..", import.meta.url).pathname;

/** The words of `deno task start`, to be started in any folder. */
function startCommand(): readonly string[] {
  const words = config.tasks.start.command.replaceAll(/["']/g, "").split(/\s+/);
  return words.map((word) =>
    word === "deno" ? Deno.execPath() : word.endsWith(".ts") ? `${ROOT}${word}` : word
  );
}

/** The command that `--server` replaces: hubbub as its users start it. */
export const DEFAULT_COMMAND: readonly string[] = startCommand();

const FLAGS: readonly string[] = [
  ...["--host", "127.0.0.1", "--tcp", "0", "--udp", "0"],
  ...["--rate", "off", "--max-per-address", "off", "--max-peers", "25000"],
  ...["--max-rooms", "2000", "--max-rooms-per-peer", "2000"],
  ...["--announce-limit", "0"],
];

async function endpoint(child: Child, kind: "tcp" | "udp" | "web"): Promise<Endpoint> {
  const pattern = new RegExp(`listening on ${kind} (?:http://)?([\\d.]+):(\\d+)`);
  const found = await child.match(pattern, START_TIMEOUT_MS);
  if (found !== undefined) return { host: found[1], port: Number(found[2]) };
  await child.stop();
  throw new Error(`hubbub did not print "listening on ${kind} …". It said: ${child.lastLine}`);
}

async function start(command: readonly string[], place: Place): Promise<Running> {
  const data = place.settings.log === "off" ? "off" : `${place.directory}/data`;
  const flags = ["--data", data];
  if (place.settings.cluster === undefined) return await startNode(command, place, flags);
  return await startNodes(command, place, place.settings.cluster);
}

/** Starts NATS, and then one node after the other. */
async function startNodes(
  command: readonly string[],
  place: Place,
  { nodes, replicas, sync }: ClusterSettings,
): Promise<Running> {
  const { core, directory } = place;
  const servers = await startNatsServers({
    servers: replicas,
    jetstreamSync: sync,
    core,
    directory,
  });
  const running: Running[] = [];
  for (let index = 0; index < nodes; index++) {
    running.push(
      await startNode(command, place, [
        ...["--cluster", servers.map(natsUrl).join(","), "--cluster-replicas", String(replicas)],
        ...["--node-name", `node-${index}`, "--data", `${directory}/data-${index}`],
      ]),
    );
  }
  const [first, ...others] = running;
  return { ...first, others, helpers: servers.map(({ child }) => child) };
}

async function startNode(
  command: readonly string[],
  place: Place,
  more: readonly string[],
): Promise<Running> {
  const { web } = place.settings;
  const flags = [...FLAGS, "--web", web ? "0" : "off", ...more];
  const child = new Child([...command, ...flags], place.core);
  return {
    child,
    tcp: await endpoint(child, "tcp"),
    udp: await endpoint(child, "udp"),
    ...(web ? { web: await endpoint(child, "web") } : {}),
  };
}

function version(): Promise<string> {
  return Promise.resolve(`${config.version ?? "?"} on Deno ${Deno.version.deno}`);
}

/** A hubbub with a name of its own, so that two versions can be compared. */
export function hubbub(name: string, command: readonly string[]): Server {
  return {
    name,
    title: name,
    wire: "frames",
    setup: `\`${FLAGS.join(" ")}\`, log on disk unless a scene says otherwise`,
    mostOutstandingBytes: MIB / 2,
    mostConnecting: 100,
    version,
    start: (place) => start(command, place),
  };
}

/** hubbub for the scenes of several nodes: on one node of a cluster, and alone. */
export const ONE_NODE: Server = withCluster(
  "one-node",
  "one node",
  (cluster) => ({ ...cluster, nodes: 1 }),
);
export const ALONE: Server = withCluster("alone", "alone", () => undefined);

function withCluster(
  name: string,
  title: string,
  change: (cluster: ClusterSettings) => ClusterSettings | undefined,
): Server {
  const server = hubbub(name, DEFAULT_COMMAND);
  return {
    ...server,
    title: `hubbub, ${title}`,
    setup: `as hubbub, ${title}`,
    start: (place) => {
      const { cluster, ...settings } = place.settings;
      const changed = cluster && change(cluster);
      return server.start({
        ...place,
        settings: changed === undefined ? settings : { ...settings, cluster: changed },
      });
    },
  };
}

/** hubbub with its history in memory and on disk, for the scenes of the log. */
export const MEMORY: Server = withLog("memory", "memory", "off", "off");
export const SQLITE: Server = withLog("sqlite", "SQLite", "disk", "DIR");

/** hubbub with its history on disk and without an index for searches, for the cost of the index. */
export const UNINDEXED: Server = withLog("no-index", "SQLite without index", "disk", "DIR", [
  "--search",
  "off",
]);

function withLog(
  name: string,
  title: string,
  log: Settings["log"],
  data: string,
  more: readonly string[] = [],
): Server {
  const server = hubbub(name, [...DEFAULT_COMMAND, ...more]);
  return {
    ...server,
    title,
    setup: `as hubbub, with \`${["--data", data, ...more].join(" ")}\``,
    start: (place) => server.start({ ...place, settings: { ...place.settings, log } }),
  };
}
