/**
 * A server's memory under load, sampled to show that it stays flat.
 *
 * @module
 */

import type { Values } from "../../job.ts";
import { peakKiB, residentKiB } from "./meter.ts";

const EVERY_MS = 200;

/** The memory of processes, sampled a few times a second. */
export class MemorySamples {
  readonly #samplesKiB: number[] = [];
  #nextMs = 0;

  constructor(readonly pids: readonly number[]) {}

  /** Adds a sample where the last one is old enough. */
  sample(nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + EVERY_MS;
    this.#samplesKiB.push(residentKiB(this.pids));
  }

  /** The median of the first and of the last third of the samples, and the peak. */
  values(): Values {
    const third = Math.ceil(this.#samplesKiB.length / 3);
    return {
      firstKiB: median(this.#samplesKiB.slice(0, third)),
      lastKiB: median(this.#samplesKiB.slice(-third)),
      peakKiB: peakKiB(this.pids),
    };
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
