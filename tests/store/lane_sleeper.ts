/**
 * The listening end of a lane in a thread of its own, which sleeps for an hour if nothing wakes it.
 * It says what it hears, and how it heard it.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { setImmediate } from "node:timers";
import { LaneEnd } from "../../store/lane.ts";

/** What the thread says. */
export type Heard =
  | { readonly kind: "ready" | "message" | "turn" }
  | { readonly kind: "piece"; readonly bytes: Uint8Array };

let end: LaneEnd | undefined;

self.onmessage = ({ data }: MessageEvent<SharedArrayBuffer | "hello" | "turn">) => {
  if (data instanceof SharedArrayBuffer) {
    const onPiece = (bytes: Uint8Array) => say({ kind: "piece", bytes: bytes.slice() });
    end = new LaneEnd(data, onPiece, { sleepMs: 3_600_000 });
    return say({ kind: "ready" });
  }
  end!.hearMessage(() => {
    if (data === "turn") setImmediate(() => say({ kind: "turn" }));
    say({ kind: "message" });
  });
};

function say(heard: Heard): void {
  self.postMessage(heard);
}
