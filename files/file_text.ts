import { type FileInfo, sizeText } from "../hub/mod.ts";

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
