/**
 * The scenes of throughput.
 *
 * @module
 */

import type { Metric, Timing } from "../job.ts";
import type { Server, Settings } from "../servers/server.ts";
import type { WireName } from "../wires/mod.ts";
import {
  type CrowdOf,
  DEFAULTS,
  type Field,
  NO_LOG,
  onlyHubbub,
  onlyWeb,
  type Scene,
  type Skip,
  webWire,
  WITH_WEB,
  without,
} from "./scene.ts";

/** The bytes of a delivery beside its body, roughly: fields, prefixes and framing. */
const ENVELOPE_BYTES = 64;
const IRC_LINE_BYTES = 512;
/** The bytes under way to a receiver. */
const WINDOW_BYTES = 64 * 1024;
/** The bytes under way to all receivers. */
const TOTAL_BYTES = 8 * 1024 * 1024;
/** A full socket drops datagrams; this number of bytes never fills one. */
const DATAGRAM_WINDOW_BYTES = 8 * 1024;
/** With fewer messages a server with many receivers has little to put together. */
const LEAST_WINDOW_MESSAGES = 16;

/** The number of messages by which speakers may be ahead of the slowest receiver. */
function windowMessages(
  crowd: CrowdOf,
  bodyBytes: number,
  times: number,
  mostBytes: number,
): number {
  const receivers = crowd.rooms * (crowd.speakers + crowd.listeners);
  const bytes = Math.min(times * WINDOW_BYTES, times * TOTAL_BYTES / receivers, mostBytes);
  return Math.max(LEAST_WINDOW_MESSAGES, Math.floor(bytes / (bodyBytes + ENVELOPE_BYTES)));
}

function fits(server: Server, bodyBytes: number): string | undefined {
  return server.wire === "irc" && bodyBytes + ENVELOPE_BYTES > IRC_LINE_BYTES
    ? `a line of IRC has at most ${IRC_LINE_BYTES} bytes`
    : undefined;
}

interface FloodScene {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly crowd: CrowdOf;
  readonly bodyBytes?: number;
  readonly settings?: Settings;
  readonly quick?: boolean;
  /** The window, as a multiple of the other scenes' window. */
  readonly deeper?: number;
  /** The window in messages; absent: by its bytes. */
  readonly window?: number;
  /** The protocols; absent: the server's. */
  readonly wires?: readonly WireName[];
  /** The protocol of a server, if it isn't its own. */
  readonly wireOf?: (server: Server) => WireName;
  readonly field?: Field;
  readonly metric?: Metric;
  readonly samplesMemory?: boolean;
  readonly timing?: (depth: Timing) => Timing;
  readonly skip?: Skip;
}

/** A scene of throughput. */
export function flood(
  { crowd, bodyBytes = 64, deeper = 1, window, skip, wires, wireOf = ({ wire }) => wire, ...scene }:
    FloodScene,
): Scene {
  const { samplesMemory = false, timing = (depth) => depth, ...rest } = scene;
  const mostBytes = wires?.includes("udp") ? DATAGRAM_WINDOW_BYTES : Infinity;
  return {
    field: "peers",
    settings: DEFAULTS,
    quick: false,
    metric: "deliveriesPerCpuSecond",
    ...rest,
    skip: (server) => fits(server, bodyBytes) ?? skip?.(server),
    load: (server, depth) => ({
      kind: "flood",
      crowd: { ...crowd, wires: wires ?? [wireOf(server)] },
      bodyBytes,
      windowMessages: window ?? windowMessages(
        crowd,
        bodyBytes,
        deeper,
        Math.min(mostBytes, server.mostOutstandingBytes),
      ),
      samplesMemory,
      warmUpMs: timing(depth).warmUpMs,
      measureMs: timing(depth).measureMs,
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

const onlyDepth = without(
  ["mosquitto", "ngircd", "inspircd"],
  "only shows what the depth of the load does",
);

/** The same crowd with fewer and with more messages under way. */
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
    wireOf: webWire,
    skip: onlyWeb,
  }),
  flood({
    name: "irc-to-100",
    title: "IRC, 1 to 100, 64 B",
    about: "One IRC client speaks, a hundred listen.",
    crowd: { rooms: 1, speakers: 1, listeners: 100 },
    wires: ["irc"],
    skip: ({ wire }) => wire === "frames" || wire === "irc" ? undefined : "no IRC",
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
