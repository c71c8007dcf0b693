import type { Hub } from "../../../hub/mod.ts";

/** How often is measured, in milliseconds. */
const EVERY_MS = 500;

/** Who wants to know; in milliseconds. */
export interface LatencyListener {
  readonly onLoopDelay: (ms: number) => void;
  readonly onCommit: (ms: number) => void;
}

/**
 * Measures from time to time how late the event loop is, and how long the log takes: an append of
 * nothing settles when all before it has. So the hot path needn't take the time of anything.
 *
 * @returns What ends it.
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
