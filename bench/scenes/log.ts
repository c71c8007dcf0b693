/**
 * The scenes of the log: the same loads with the log in memory and on disk.
 *
 * @module
 */

import type { Timing } from "../job.ts";
import type { WireName } from "../wires/mod.ts";
import { flood } from "./flood.ts";
import { paced } from "./paced.ts";
import { DEFAULTS, only, type Scene } from "./scene.ts";

const TO_100 = { rooms: 1, speakers: 1, listeners: 100 };
/** The window of the scene `1-to-100`, in messages. */
const WINDOW_MESSAGES = 512;
const ONE_TO_ONE_WINDOW_MESSAGES = 2048;
const PACE = 500;
const PUBLISHERS = 10;
const IN_FLIGHT = 100;

/**
 * Nine seconds: until then V8 still compiles the log's code, on the core that is measured, and comes
 * to its first major collection, which makes a few messages wait 30 ms.
 */
const WARM_UP_TIMES = 9;
/** V8 enlarges its young generation for 20 s more, and the memory shall be flat. */
const YOUNG_GENERATION_MS = 20_000;

const NO_ROOMS = only(["memory", "sqlite"], "it has no rooms, so nothing to compare");

function warm({ warmUpMs, measureMs }: Timing): Timing {
  return { warmUpMs: WARM_UP_TIMES * warmUpMs, measureMs };
}

function toHundred(name: string, title: string, wire: WireName): Scene {
  return flood({
    name,
    title,
    about: "As fast as it goes; the speaker is at most 512 messages ahead of the slowest reader.",
    field: "log",
    crowd: TO_100,
    wires: [wire],
    window: WINDOW_MESSAGES,
    metric: "deliveriesPerSecond",
    timing: warm,
    skip: NO_ROOMS,
  });
}

function pacedToHundred(name: string, title: string, wire: WireName): Scene {
  return paced({
    name,
    title,
    about: "What a message waits on a server that is hardly busy, from when it was due.",
    field: "log",
    crowd: TO_100,
    wire,
    messagesPerSecond: PACE,
    timing: (depth) => ({ ...warm(depth), measureMs: 2 * depth.measureMs }),
    skip: NO_ROOMS,
  });
}

const publishers: Scene = {
  name: "log-publishers",
  title: `the log: ${PUBLISHERS} publishers with ${IN_FLIGHT} in flight each`,
  about: "Messages a second that were acknowledged; nobody listens. p50 and p99 are of the acks.",
  field: "log",
  settings: DEFAULTS,
  metric: "acksPerSecond",
  quick: false,
  skip: only(["sqlite", "jetstream"], "an ack of memory promises nothing"),
  load: ({ wire }, depth) => ({
    kind: "acked",
    wire: wire === "frames" ? "frames-acked" : wire,
    publishers: PUBLISHERS,
    inFlight: IN_FLIGHT,
    bodyBytes: 64,
    ...warm(depth),
  }),
};

const oneToOne: Scene = flood({
  name: "log-1-to-1",
  title: "the log: 1 to 1 at full speed",
  about: "The log's queue is bounded, and reading stops while it is full: memory stays flat. " +
    "Five times as long as other scenes.",
  field: "log",
  crowd: { rooms: 1, speakers: 1, listeners: 1 },
  window: ONE_TO_ONE_WINDOW_MESSAGES,
  metric: "deliveriesPerSecond",
  samplesMemory: true,
  timing: (depth) => ({
    warmUpMs: warm(depth).warmUpMs + YOUNG_GENERATION_MS,
    measureMs: 5 * depth.measureMs,
  }),
  skip: only(["sqlite"], "the log on disk is what limits it"),
});

const INDEXED = only(["sqlite", "no-index"], "only shows what the index for searches costs");
/** Long enough for the index to fall behind, and for SQLite to merge what it has. */
const INDEX_TIMES = 5;

const indexed: Scene = flood({
  name: "log-index",
  title: "the log: 1 to 10 with an index for searches, and without",
  about: "As fast as it goes. The index is filled between the messages. Five times as long as " +
    "other scenes.",
  field: "log",
  crowd: { rooms: 1, speakers: 1, listeners: 10 },
  window: WINDOW_MESSAGES,
  metric: "deliveriesPerCpuSecond",
  timing: (depth) => ({ ...warm(depth), measureMs: INDEX_TIMES * depth.measureMs }),
  skip: INDEXED,
});

export const LOG: readonly Scene[] = [
  toHundred("log-to-100", "the log: 1 to 100", "frames"),
  toHundred("log-to-100-ids", "the log: 1 to 100, each acknowledged", "frames-acked"),
  pacedToHundred("log-paced", `the log: ${PACE} a second to 100`, "frames"),
  pacedToHundred(
    "log-paced-ids",
    `the log: ${PACE} a second to 100, each acknowledged`,
    "frames-acked",
  ),
  publishers,
  oneToOne,
  indexed,
];
