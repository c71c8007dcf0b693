/**
 * The scenes of peers that come, stay and go, and of received datagrams.
 *
 * @module
 */

import { DEFAULTS, NO_LOG, onlyHubbub, type Scene, without } from "./scene.ts";

const IDLE_CONNECTIONS = 5000;
const QUIET_MS = 2000;
const CONCURRENT = 64;

const idle: Scene = {
  name: "idle",
  title: "5,000 idle connections",
  about:
    "All come in at once; their memory two seconds later, and after 40 s more in which nothing is said.",
  field: "peers",
  settings: DEFAULTS,
  metric: "kibPerConnection",
  quick: true,
  // Servers of IRC send the channel's whole list of names to each peer that joins: that is another scene.
  skip: without(["ngircd", "inspircd"], "its answer to JOIN grows with the channel"),
  load: (server, { restMs }) => ({
    kind: "idle",
    wire: server.wire,
    connections: IDLE_CONNECTIONS,
    quietMs: QUIET_MS,
    restMs,
  }),
};

const churn: Scene = {
  name: "churn",
  title: "connection churn",
  about:
    `Connect, come in, leave, and again; ${CONCURRENT} at any time, or as many as the server lets wait.`,
  field: "peers",
  settings: DEFAULTS,
  metric: "connectionsPerCpuSecond",
  quick: true,
  skip: () => undefined,
  load: (server, { warmUpMs, measureMs }) => ({
    kind: "churn",
    wire: server.wire,
    concurrent: Math.min(CONCURRENT, server.mostConnecting),
    warmUpMs,
    measureMs,
  }),
};

const datagrams: Scene = {
  name: "udp-received",
  title: "UDP received, 64 B",
  about: "One peer alone in the lobby; what is counted has got its `seq`. `--data off`.",
  field: "peers",
  settings: NO_LOG,
  metric: "datagramsPerCpuSecond",
  quick: true,
  skip: onlyHubbub("no UDP"),
  load: (_server, { warmUpMs, measureMs }) => ({
    kind: "datagrams",
    bodyBytes: 64,
    warmUpMs,
    measureMs,
  }),
};

export const COMINGS: readonly Scene[] = [idle, churn, datagrams];
