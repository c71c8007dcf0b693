/**
 * The scenes of a hub on several nodes.
 *
 * @module
 */

import type { Settings } from "../servers/server.ts";
import { flood } from "./flood.ts";
import { paced } from "./paced.ts";
import { DEFAULTS, type Scene, type Skip, webWire, WITH_WEB } from "./scene.ts";

const ON_TWO: Settings = { ...DEFAULTS, cluster: { nodes: 2, replicas: 1, sync: "default" } };
const WEB_ON_TWO: Settings = { ...ON_TWO, web: true };
const TO_100 = { rooms: 1, speakers: 1, listeners: 100 };
const TEN_TO_100 = { rooms: 1, speakers: 10, listeners: 100 };
const PACE = 500;
const LISTENING_PACE = 2000;
const STORM_CONNECTIONS = 5000;

/** hubbub under other names, where it runs in another way. */
const OTHERWISE = ["one-node", "alone"];

/** Skips all servers but hubbub, also under the names of `--server`, and these. */
function beside(names: readonly string[], reason: string): Skip {
  return ({ name, wire }) => {
    const isHubbub = wire === "frames" && !OTHERWISE.includes(name);
    return isHubbub || names.includes(name) ? undefined : reason;
  };
}

const ALL_ON_TCP = beside(["one-node", "alone", "nats"], "not measured in this way");
const TWO_NODES = beside(["nats"], "not measured on two nodes");
const ON_WEB = beside(["centrifugo"], "not measured over WebSocket");

/** Floods with everybody on one of two nodes, and spread over both. */
const FLOODS: readonly Scene[] = [
  flood({
    name: "cluster-1-to-100",
    title: "two nodes, 1 to 100, everybody on one",
    about:
      "The second node has no peers and applies everything. Beside it one node, and a hub alone.",
    field: "cluster",
    settings: ON_TWO,
    crowd: TO_100,
    skip: ALL_ON_TCP,
  }),
  flood({
    name: "cluster-10-to-100",
    title: "two nodes, 10 to 100, everybody on one",
    about: "Ten speak at once.",
    field: "cluster",
    settings: ON_TWO,
    crowd: TEN_TO_100,
    skip: ALL_ON_TCP,
  }),
  flood({
    name: "cluster-1-to-100-spread",
    title: "two nodes, 1 to 100, spread",
    about: "Half of the listeners are on the other node.",
    field: "cluster",
    settings: ON_TWO,
    crowd: { ...TO_100, placement: "spread" },
    skip: TWO_NODES,
  }),
  flood({
    name: "cluster-10-to-100-spread",
    title: "two nodes, 10 to 100, spread",
    about: "Half of the speakers and of the listeners are on each node.",
    field: "cluster",
    settings: ON_TWO,
    crowd: { ...TEN_TO_100, placement: "spread" },
    skip: TWO_NODES,
  }),
];

const PACES: readonly Scene[] = [
  {
    ...paced({
      name: "cluster-listens",
      title: `a node that only listens: ${LISTENING_PACE} a second, 1 to 100 on the other`,
      about: "The cost of a message on the first node, with and without the second.",
      field: "cluster",
      settings: ON_TWO,
      crowd: TO_100,
      messagesPerSecond: LISTENING_PACE,
      skip: beside(["one-node"], "it has no node that only listens"),
    }),
    metric: "firstNodeMicroseconds",
  },
  paced({
    name: "cluster-paced",
    title: `across nodes: ${PACE} a second to 100`,
    about: "The speaker is on the first node, all listeners are on the second.",
    field: "cluster",
    settings: ON_TWO,
    crowd: { ...TO_100, placement: "across" },
    messagesPerSecond: PACE,
    skip: TWO_NODES,
  }),
];

/** Beside Centrifugo, over WebSocket with JSON. */
const WEB: readonly Scene[] = [
  flood({
    name: "cluster-web-alone",
    title: "WebSocket, 1 to 100, one server alone",
    about: "No cluster: the yardstick of the next scene.",
    field: "cluster",
    settings: WITH_WEB,
    crowd: TO_100,
    wireOf: webWire,
    skip: ON_WEB,
  }),
  flood({
    name: "cluster-web-spread",
    title: "WebSocket, two nodes, 1 to 100, spread",
    about: "Half of the listeners are on the other node. NATS is between the nodes of both.",
    field: "cluster",
    settings: WEB_ON_TWO,
    crowd: { ...TO_100, placement: "spread" },
    wireOf: webWire,
    skip: ON_WEB,
  }),
  paced({
    name: "cluster-web-paced",
    title: `WebSocket, across nodes: ${PACE} a second to 100`,
    about: "The speaker is on the first node, all listeners are on the second.",
    field: "cluster",
    settings: WEB_ON_TWO,
    crowd: { ...TO_100, placement: "across" },
    messagesPerSecond: PACE,
    wireOf: webWire,
    skip: ON_WEB,
  }),
];

function acked(
  name: string,
  title: string,
  replicas: 1 | 3,
  sync: "default" | "always",
): Scene {
  return {
    name,
    title,
    about:
      "10 publishers with 500 in flight each, on one node; nobody listens. p50 and p99 are of the acks.",
    field: "cluster",
    settings: { ...DEFAULTS, cluster: { nodes: 1, replicas, sync } },
    metric: "acksPerSecond",
    quick: false,
    skip: beside(["jetstream"], "it acknowledges nothing that is kept"),
    load: ({ wire }, { warmUpMs, measureMs }) => ({
      kind: "acked",
      wire: wire === "frames" ? "frames-acked" : wire,
      publishers: 10,
      inFlight: 500,
      bodyBytes: 64,
      warmUpMs: 3 * warmUpMs,
      measureMs,
    }),
  };
}

const ACKED: readonly Scene[] = [
  acked("cluster-acked", "acknowledged, one replica", 1, "default"),
  acked("cluster-acked-sync", "acknowledged, one replica, `sync_interval: always`", 1, "always"),
  acked("cluster-acked-3", "acknowledged, three replicas", 3, "default"),
  acked(
    "cluster-acked-3-sync",
    "acknowledged, three replicas, `sync_interval: always`",
    3,
    "always",
  ),
];

const storm: Scene = {
  name: "cluster-storm",
  title: "join storm of 5,000 over two nodes",
  about: "All come in at once, each to the next node.",
  field: "cluster",
  settings: ON_TWO,
  metric: "stormSeconds",
  quick: false,
  skip: TWO_NODES,
  load: ({ wire }) => ({
    kind: "idle",
    wire,
    connections: STORM_CONNECTIONS,
    placement: "spread",
    quietMs: 1000,
    restMs: 0,
  }),
};

const failover: Scene = {
  name: "cluster-kill",
  title: "a node with 5,000 clients is killed",
  about:
    "All but one go to the other node at once, with `session` and `since`, while somebody there " +
    "speaks four times a second. Nothing may be missed or come twice.",
  field: "cluster",
  settings: ON_TWO,
  metric: "backSeconds",
  quick: false,
  skip: beside([], "it keeps nothing for those who come back"),
  load: () => ({ kind: "failover", connections: STORM_CONNECTIONS }),
};

export const CLUSTER: readonly Scene[] = [...FLOODS, ...PACES, ...ACKED, storm, failover, ...WEB];
