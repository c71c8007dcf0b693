/**
 * The numbers that other work on the machine may have spoilt.
 *
 * @module
 */

import type { Metric } from "../job.ts";
import { type Report, spreadOf, valuesIn } from "./report.ts";

/** A number is noisy beyond this spread: half the range of its rounds, as a share of the median. */
export const SPREAD_LIMIT = 0.15;
/** A run is noisy where other processes took more than this part of a core. */
export const OTHERS_LIMIT = 0.1;
/** The mark of a noisy number in tables. */
export const NOISY_MARK = "~";

/** The reasons to doubt a number; empty where there are none. */
export function noiseOf(
  report: Report,
  scene: string,
  server: string,
  metric: Metric,
): readonly ("spread" | "others")[] {
  const spread = spreadOf(report, scene, server, metric) ?? 0;
  const others = valuesIn(report, scene, server, "othersCpuShare");
  return [
    ...spread > SPREAD_LIMIT ? ["spread"] as const : [],
    ...others.some((share) => share > OTHERS_LIMIT) ? ["others"] as const : [],
  ];
}

/** A shown number, with the mark where it is noisy. */
export function markNoise(text: string, noise: readonly unknown[]): string {
  return noise.length === 0 ? text : `${text} ${NOISY_MARK}`;
}

/** The sentence that explains the mark. */
export const NOISE_LEGEND =
  `${NOISY_MARK} marks a noisy number: its rounds differ by more than ± ${SPREAD_LIMIT * 100} %, ` +
  `or other processes took more than ${OTHERS_LIMIT * 100} % of a core in one of its runs.`;
