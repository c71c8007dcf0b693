/**
 * The scenes of latency.
 *
 * @module
 */

import type { Timing } from "../job.ts";
import type { Server, Settings } from "../servers/server.ts";
import type { WireName } from "../wires/mod.ts";
import {
  type CrowdOf,
  DEFAULTS,
  type Field,
  onlyWeb,
  type Scene,
  type Skip,
  webWire,
  WITH_WEB,
  without,
} from "./scene.ts";

interface PacedScene {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly crowd: CrowdOf;
  readonly messagesPerSecond: number;
  readonly bodyBytes?: number;
  readonly slowReaderLimit?: "default";
  readonly quick?: boolean;
  /** The protocol; absent: the server's. */
  readonly wire?: WireName;
  /** The protocol of a server, if it isn't its own. */
  readonly wireOf?: (server: Server) => WireName;
  readonly settings?: Settings;
  readonly field?: Field;
  readonly timing?: (depth: Timing) => Timing;
  readonly skip?: Skip;
}

/** Long enough for a thousand values beyond the 99th percentile. */
function longer({ warmUpMs, measureMs }: Timing): Timing {
  return { warmUpMs: 2 * warmUpMs, measureMs: 2 * measureMs };
}

/** A scene of latency. */
export function paced(scene: PacedScene): Scene {
  const { name, title, about, crowd, messagesPerSecond, bodyBytes = 64 } = scene;
  const timing = scene.timing ?? longer;
  return {
    name,
    title,
    about,
    field: scene.field ?? "peers",
    settings: scene.settings ??
      { ...DEFAULTS, slowReaderLimit: scene.slowReaderLimit ?? "lifted" },
    metric: "p99Ms",
    quick: scene.quick ?? false,
    skip: scene.skip ?? (() => undefined),
    load: (server, depth) => ({
      kind: "paced",
      crowd: { ...crowd, wires: [scene.wire ?? scene.wireOf?.(server) ?? server.wire] },
      bodyBytes,
      messagesPerSecond,
      warmUpMs: timing(depth).warmUpMs,
      measureMs: timing(depth).measureMs,
    }),
  };
}

const SLOW_READER = {
  messagesPerSecond: 20_000,
  bodyBytes: 1024,
  slowReaderLimit: "default",
  skip: without(["mosquitto", "ngircd", "inspircd"], "far below this rate"),
} as const;

/** Messages at a fixed rate, timed from when each was due. */
export const PACED: readonly Scene[] = [
  paced({
    name: "paced",
    title: "500 a second to 100, 64 B",
    about: "What a message waits on a server that is hardly busy.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    messagesPerSecond: 500,
    quick: true,
  }),
  paced({
    name: "websocket-paced",
    title: "WebSocket, 500 a second to 100, 64 B",
    about: "The same between browsers.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    messagesPerSecond: 500,
    settings: WITH_WEB,
    wireOf: webWire,
    skip: onlyWeb,
  }),
  paced({
    name: "paced-1000",
    title: "100 a second to 1,000, 64 B",
    about: "What the last of a thousand waits.",
    crowd: { rooms: 1, speakers: 1, listeners: 1000 },
    messagesPerSecond: 100,
  }),
  paced({
    name: "slow-reader-without",
    title: "20,000 a second of 1 KiB to 10",
    about: "The same as the next scene, without the slow reader.",
    crowd: { rooms: 1, speakers: 1, listeners: 10 },
    ...SLOW_READER,
  }),
  paced({
    name: "slow-reader",
    title: "slow reader: 20,000 a second of 1 KiB to 11, one of which never reads",
    about: "What the ten others notice of it.",
    crowd: { rooms: 1, speakers: 1, listeners: 10, sleepers: 1 },
    ...SLOW_READER,
  }),
];
