/**
 * What keeping messages costs: the same loads with the history in memory and in SQLite.
 *
 * @module
 */

import { DEFAULTS, type Scene, type Skip } from "../scenes/scene.ts";
import type { WireName } from "../wires/mod.ts";

const BODY_BYTES = 64;
const TO_100 = { rooms: 1, speakers: 1, listeners: 100 };
/** As many as `deno task bench` has under way to each of a hundred. */
const WINDOW_MESSAGES = 512;
const ONE_TO_ONE_WINDOW_MESSAGES = 2048;
const PACE = 500;
const PUBLISHERS = 10;
const IN_FLIGHT = 100;

/** Only these servers take part. */
function only(names: readonly string[], reason: string): Skip {
  return ({ name }) => names.includes(name) ? undefined : reason;
}

const BOTH = only(["memory", "sqlite"], "it has no rooms, so nothing to compare");

function toHundred(name: string, title: string, wire: WireName): Scene {
  return {
    name,
    title,
    about: "As fast as it goes; the speaker is at most 512 messages ahead of the slowest reader.",
    settings: DEFAULTS,
    metric: "deliveriesPerSecond",
    quick: true,
    skip: BOTH,
    load: (_server, { warmUpMs, measureMs }) => ({
      kind: "flood",
      crowd: { ...TO_100, wires: [wire] },
      bodyBytes: BODY_BYTES,
      windowMessages: WINDOW_MESSAGES,
      warmUpMs,
      measureMs,
    }),
  };
}

function paced(name: string, title: string, wire: WireName): Scene {
  return {
    name,
    title,
    about: "What a message waits on a server that is hardly busy, from when it was due.",
    settings: DEFAULTS,
    metric: "p99Ms",
    quick: true,
    skip: BOTH,
    load: (_server, { warmUpMs, measureMs }) => ({
      kind: "paced",
      crowd: { ...TO_100, wires: [wire] },
      bodyBytes: BODY_BYTES,
      messagesPerSecond: PACE,
      warmUpMs,
      measureMs: 2 * measureMs,
    }),
  };
}

const publishers: Scene = {
  name: "publishers",
  title: `${PUBLISHERS} publishers with ${IN_FLIGHT} in flight each`,
  about: "Messages a second that were acknowledged; nobody listens. p50 and p99 are of the acks.",
  settings: DEFAULTS,
  metric: "acksPerSecond",
  quick: true,
  skip: only(["sqlite", "jetstream"], "an ack of memory promises nothing"),
  load: ({ wire }, { warmUpMs, measureMs }) => ({
    kind: "acked",
    wire: wire === "frames" ? "frames-acked" : wire,
    publishers: PUBLISHERS,
    inFlight: IN_FLIGHT,
    bodyBytes: BODY_BYTES,
    warmUpMs,
    measureMs,
  }),
};

/** V8 goes on making its young generation larger for so long: that isn't what is asked about. */
const SETTLE_MS = 20_000;

/** One speaks to one: the log is what limits it. */
export function oneToOne(seconds: number): Scene {
  return {
    name: "one-to-one",
    title: `1 to 1 at full speed for ${seconds} s`,
    about: "The log's queue is bounded, and reading stops while it is full: memory stays flat.",
    settings: DEFAULTS,
    metric: "deliveriesPerSecond",
    quick: true,
    skip: only(["sqlite"], "the log on disk is what limits it"),
    load: (_server, { warmUpMs }) => ({
      kind: "flood",
      crowd: { rooms: 1, speakers: 1, listeners: 1, wires: ["frames"] },
      bodyBytes: BODY_BYTES,
      windowMessages: ONE_TO_ONE_WINDOW_MESSAGES,
      watchesMemory: true,
      warmUpMs: warmUpMs + SETTLE_MS,
      measureMs: seconds * 1000,
    }),
  };
}

/** All scenes, in the order of the report. */
export function historyScenes(seconds: number): readonly Scene[] {
  return [
    toHundred("to-100", "1 to 100", "frames"),
    toHundred("to-100-ids", "1 to 100, each with an id and acknowledged", "frames-acked"),
    paced("paced", `${PACE} a second to 100`, "frames"),
    paced("paced-ids", `${PACE} a second to 100, each acknowledged`, "frames-acked"),
    publishers,
    oneToOne(seconds),
  ];
}
