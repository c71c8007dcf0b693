import type { FileInfo } from "../hub/mod.ts";

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/**
 * Returns the text of a file's message, for those who know only texts.
 *
 * @param caption A text that its sender typed with the file, which stands in a line above.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fileText } from "./file_text.ts";
 *
 * const text = fileText({ name: "cat.png", size: 2_100_000, url: "http://hub/files/7/cat.png" });
 * assertEquals(text, "cat.png (2.1 MB): http://hub/files/7/cat.png");
 * ```
 */
export function fileText(
  { name, size, url }: Pick<FileInfo, "name" | "size" | "url">,
  caption?: string,
): string {
  const text = `${name} (${sizeText(size)}): ${url}`;
  return caption === undefined ? text : `${caption}\n${text}`;
}

/** Returns a number of bytes as people write it: 2.1 MB. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
