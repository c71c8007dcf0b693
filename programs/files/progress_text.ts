import { sizeText } from "../../hub/mod.ts";

const BAR_CHARS = 10;

/**
 * Returns the progress of a file as a bar. It takes little more than 100 values, so a caller can
 * redraw whenever the text is another one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { progressText } from "./progress_text.ts";
 *
 * assertEquals(progressText(25_000_000, 50_000_000), "#####----- 50% of 50.0 MB");
 * ```
 */
export function progressText(doneBytes: number, size: number): string {
  const share = size === 0 ? 1 : Math.min(1, doneBytes / size);
  const full = Math.floor(share * BAR_CHARS);
  const bar = "#".repeat(full) + "-".repeat(BAR_CHARS - full);
  return `${bar} ${Math.floor(100 * share)}% of ${sizeText(size)}`;
}
