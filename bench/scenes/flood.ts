/**
 * The scenes of throughput.
 *
 * @module
 */

import type { Server, Settings } from "../servers/server.ts";
import type { WireName } from "../wires/mod.ts";
import {
  type CrowdOf,
  DEFAULTS,
  type Depth,
  NO_LOG,
  onlyHubbub,
  type Scene,
  type Skip,
  without,
} from "./scene.ts";

/** Fields, prefixes and framing that a delivery carries beside its body, roughly. */
const ENVELOPE_BYTES = 64;
const IRC_LINE_BYTES = 512;
/** A full socket throws datagrams away; so few messages never fill one. */
const DATAGRAM_WINDOW_BYTES = 8 * 1024;

const WITH_WEB: Settings = { ...DEFAULTS, web: true };

/** Below this, a server with many receivers would hardly have anything to put together. */
const LEAST_WINDOW_MESSAGES = 16;

function deepen(depth: Depth, times: number): Depth {
  const { windowBytes, totalBytes } = depth;
  return { ...depth, windowBytes: windowBytes * times, totalBytes: totalBytes * times };
}

/** How far speakers may be ahead of the slowest receiver. */
function windowMessages(
  crowd: CrowdOf,
  bodyBytes: number,
  depth: Depth,
  mostBytes: number,
): number {
  const receivers = crowd.rooms * (crowd.speakers + crowd.listeners);
  const bytes = Math.min(depth.windowBytes, depth.totalBytes / receivers, mostBytes);
  return Math.max(LEAST_WINDOW_MESSAGES, Math.floor(bytes / (bodyBytes + ENVELOPE_BYTES)));
}

function fits(server: Server, bodyBytes: number): string | undefined {
  return server.wire === "irc" && bodyBytes + ENVELOPE_BYTES > IRC_LINE_BYTES
    ? `a line of IRC has at most ${IRC_LINE_BYTES} bytes`
    : undefined;
}

/** A load that is the same for each receiver, however many there are. */
const GROWTH_WINDOW_MESSAGES = 128;

interface FloodScene {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly crowd: CrowdOf;
  readonly bodyBytes?: number;
  readonly settings?: Settings;
  readonly quick?: boolean;
  /** The depth of the load, as a multiple of what the other scenes have. */
  readonly deeper?: number;
  /** Instead of what the depth of the load allows. */
  readonly window?: number;
  /** Where hubbub's own dialects are the point. */
  readonly wires?: readonly WireName[];
  readonly skip?: Skip;
}

function flood(
  { crowd, bodyBytes = 64, deeper = 1, window, skip, wires, ...scene }: FloodScene,
): Scene {
  const mostBytes = wires?.includes("udp") ? DATAGRAM_WINDOW_BYTES : Infinity;
  return {
    settings: DEFAULTS,
    quick: false,
    ...scene,
    metric: "deliveriesPerCpuSecond",
    skip: (server) => fits(server, bodyBytes) ?? skip?.(server),
    load: (server, depth) => ({
      kind: "flood",
      crowd: { ...crowd, wires: wires ?? [server.wire] },
      bodyBytes,
      windowMessages: window ?? windowMessages(
        crowd,
        bodyBytes,
        deepen(depth, deeper),
        Math.min(mostBytes, server.mostOutstandingBytes),
      ),
      warmUpMs: depth.warmUpMs,
      measureMs: depth.measureMs,
    }),
  };
}

/** From few receivers to many. */
export const FAN_OUT: readonly Scene[] = [
  flood({
    name: "1-to-100",
    title: "1 to 100, 64 B",
    about: "One speaks, a hundred listen.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    quick: true,
  }),
  flood({
    name: "10-to-100",
    title: "10 to 100, 64 B",
    about: "Ten speak at once; in hubbub and IRC they also hear each other.",
    crowd: { rooms: 1, speakers: 10, listeners: 100 },
    quick: true,
  }),
  flood({
    name: "1-to-100-1k",
    title: "1 to 100, 1 KiB",
    about: "One speaks at length.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    bodyBytes: 1024,
    quick: true,
  }),
  flood({
    name: "10-to-100-1k",
    title: "10 to 100, 1 KiB",
    about: "Ten speak at length.",
    crowd: { rooms: 1, speakers: 10, listeners: 100 },
    bodyBytes: 1024,
  }),
  flood({
    name: "1-to-1000",
    title: "1 to 1,000, 64 B",
    about: "One speaks, a thousand listen.",
    crowd: { rooms: 1, speakers: 1, listeners: 1000 },
    quick: true,
  }),
  flood({
    name: "1-to-1",
    title: "1 to 1, 64 B",
    about: "One speaks, one listens; hubbub with `--data off`, since no log on disk keeps up.",
    crowd: { rooms: 1, speakers: 1, listeners: 1 },
    settings: NO_LOG,
    deeper: 4,
    quick: true,
  }),
];

/** The receivers of the scenes about how cost grows. */
export const GROWTH_STEPS = [10, 100, 1000, 5000] as const;

/** From few receivers to many, with as much under way to each. */
export const GROWTH: readonly Scene[] = GROWTH_STEPS.map((listeners) =>
  flood({
    name: `grow-${listeners}`,
    title: `1 to ${listeners}, 64 B, ${GROWTH_WINDOW_MESSAGES} messages under way to each`,
    about: "A step of how cost grows.",
    crowd: { rooms: 1, speakers: 1, listeners },
    window: GROWTH_WINDOW_MESSAGES,
    skip: without(["mosquitto", "ngircd"], "only a step of how cost grows"),
  })
);

const onlyDepth = without(["mosquitto", "ngircd"], "only shows what the depth of the load does");

/** The same crowd with less and with more under way. */
export const DEPTHS: readonly Scene[] = [
  flood({
    name: "shallow",
    title: "1 to 100, 64 B, an eighth under way",
    about: "Speakers wait for their receivers eight times sooner.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    deeper: 1 / 8,
    skip: onlyDepth,
  }),
  flood({
    name: "deep",
    title: "1 to 100, 64 B, four times as much under way",
    about: "Speakers run four times farther ahead of their receivers.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    deeper: 4,
    skip: onlyDepth,
  }),
];

/** Other shapes of talk. */
export const SHAPES: readonly Scene[] = [
  flood({
    name: "everybody",
    title: "everybody talks, 100 to 100, 64 B",
    about: "A hundred peers in one room, all of them speak and listen. " +
      "Redis and MQTT also send a message back to who said it, which counts as a delivery.",
    crowd: { rooms: 1, speakers: 100, listeners: 0, speakersListen: true },
  }),
  flood({
    name: "rooms",
    title: "rooms, 1,000 peers in 100 rooms, 64 B",
    about: "One of ten speaks, in a hundred rooms at once.",
    crowd: { rooms: 100, speakers: 1, listeners: 9 },
  }),
  flood({
    name: "mix",
    title: "a mix of dialects, 6 to 120, 64 B",
    about: "Frames in both byte orders, JSON lines, plain lines, datagrams and WebSockets in one " +
      "room; one of each speaks, twenty of each listen.",
    crowd: { rooms: 1, speakers: 6, listeners: 120 },
    settings: WITH_WEB,
    wires: ["frames", "frames-be", "json-lines", "plain", "udp", "websocket"],
    skip: onlyHubbub("only hubbub has dialects"),
  }),
  flood({
    name: "websocket-to-100",
    title: "WebSocket, 1 to 100, 64 B",
    about: "One browser speaks, a hundred listen.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    settings: WITH_WEB,
    wires: ["websocket"],
    skip: onlyHubbub("no WebSocket as it is set up here"),
  }),
  flood({
    name: "udp-to-100",
    title: "UDP, 1 to 100, 64 B",
    about: "One datagram in, a hundred out.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    wires: ["udp"],
    skip: onlyHubbub("no UDP"),
  }),
];
