/**
 * Whether a server's memory stays flat under load.
 *
 * @module
 */

import type { Values } from "../job.ts";
import { peakKiB, residentKiB } from "./process.ts";

const EVERY_MS = 200;

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Looks at the memory of a process a few times a second. */
export class MemoryWatch {
  readonly #samplesKiB: number[] = [];
  #nextMs = 0;

  constructor(readonly pid: number) {}

  /** Takes a sample where it is time to. */
  look(nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + EVERY_MS;
    this.#samplesKiB.push(residentKiB(this.pid));
  }

  /** The middle of the first and of the last third of the samples, and the most there ever was. */
  values(): Values {
    const third = Math.ceil(this.#samplesKiB.length / 3);
    return {
      firstKiB: medianOf(this.#samplesKiB.slice(0, third)),
      lastKiB: medianOf(this.#samplesKiB.slice(-third)),
      peakKiB: peakKiB(this.pid),
    };
  }
}
