/**
 * The listening end of a lane in a thread of its own, which sleeps for an hour if nothing wakes it.
 * It says what it hears, and when the event loop had its turn after a piece that begins with a zero.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { setImmediate } from "node:timers";
import { LaneReceiver } from "../../../store/exchange/lane.ts";

/** What the thread says. */
export type Heard =
  | { readonly kind: "ready" | "message" | "turn" }
  | { readonly kind: "piece"; readonly bytes: Uint8Array };

let end: LaneReceiver | undefined;

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer | "hello">) => {
  if (data === "hello") return end!.receiveMessage(() => say({ kind: "message" }));
  end = new LaneReceiver(data, onPiece, { sleepMs: 3_600_000 });
  say({ kind: "ready" });
};

function onPiece(bytes: Uint8Array): void {
  say({ kind: "piece", bytes: bytes.slice() });
  if (bytes[0] === 0) setImmediate(() => say({ kind: "turn" }));
}

function say(heard: Heard): void {
  self.postMessage(heard);
}
