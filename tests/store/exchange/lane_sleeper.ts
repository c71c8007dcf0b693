/**
 * The receiving end of a lane, in a thread of its own that sleeps for an hour if nothing wakes it.
 * Reports each piece and message, and each turn of the event loop after a piece that begins with a
 * zero.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { setImmediate } from "node:timers";
import { LaneReceiver } from "../../../store/exchange/lane.ts";

/** A report of the thread. */
export type SleeperReport =
  | { readonly kind: "ready" | "message" | "turn" }
  | { readonly kind: "piece"; readonly bytes: Uint8Array };

let receiver: LaneReceiver | undefined;

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer | "hello">) => {
  if (data === "hello") return receiver!.receiveMessage(() => report({ kind: "message" }));
  receiver = new LaneReceiver(data, onPiece, { sleepMs: 3_600_000 });
  report({ kind: "ready" });
};

function onPiece(bytes: Uint8Array): void {
  report({ kind: "piece", bytes: bytes.slice() });
  if (bytes[0] === 0) setImmediate(() => report({ kind: "turn" }));
}

function report(message: SleeperReport): void {
  self.postMessage(message);
}
