import type { Hub } from "../../../hub/mod.ts";

/** The time between two measurements, in milliseconds. */
const EVERY_MS = 500;

/** Receives the measured times, in milliseconds. */
export interface LatencyListener {
  readonly onLoopDelay: (ms: number) => void;
  readonly onCommit: (ms: number) => void;
}

/**
 * Measures every 500 ms how late the event loop is, and how long a commit takes: the callback of an
 * empty append runs once all earlier appends are committed. So the hot path reads no clock.
 *
 * @returns A function that stops the measuring.
 */
export function watchLatency(
  { history }: Hub,
  { onLoopDelay, onCommit }: LatencyListener,
): () => void {
  let dueMs = performance.now() + EVERY_MS;
  let isMeasuring = false;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    onLoopDelay(Math.max(0, nowMs - dueMs));
    dueMs = nowMs + EVERY_MS;
    if (isMeasuring) return;
    isMeasuring = true;
    history.append([], () => {
      isMeasuring = false;
      onCommit(performance.now() - nowMs);
    });
  }, EVERY_MS);
  return () => clearInterval(timer);
}
