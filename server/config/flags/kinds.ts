import type { FlagKind } from "../flag.ts";

/** A port: 0 takes a free one. */
export const PORT: FlagKind = { type: "number", min: 0, max: 65_535, off: true };

/** A whole number. */
export function count(max: number, min = 1): FlagKind {
  return { type: "number", min, max };
}

export const GiB = 1024 ** 3;
export const DAY_MS = 86_400_000;
