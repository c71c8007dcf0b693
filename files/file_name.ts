const NAME_MAX_BYTES = 200;
const ENDING_MAX_BYTES = 20;
/** Control characters, and those that change the direction of what follows or aren't shown. */
// deno-lint-ignore no-control-regex -- a name must not hold them
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const encoder = new TextEncoder();

/**
 * Returns a file's name as the hub shows it: the last part of a path, without characters that hide
 * others, at most 200 bytes long. A long name keeps its ending.
 *
 * @returns `file` for a name that has nothing left.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cleanFileName } from "./file_name.ts";
 *
 * assertEquals(cleanFileName("C:\\photos\\..\\猫.png"), "猫.png");
 * assertEquals(cleanFileName("../../etc/passwd"), "passwd");
 * ```
 */
export function cleanFileName(raw: string): string {
  const last = raw.toWellFormed().split(/[/\\]/).at(-1)!;
  const visible = last.replace(HIDDEN, "").replace(/\s+/g, " ").trim().normalize("NFC");
  if (/^\.*$/.test(visible)) return "file";
  return shortened(visible);
}

function shortened(name: string): string {
  if (encoder.encode(name).length <= NAME_MAX_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 ? name.slice(dot) : "";
  const kept = encoder.encode(ending).length <= ENDING_MAX_BYTES ? ending : "";
  const stem = new Uint8Array(NAME_MAX_BYTES - encoder.encode(kept).length);
  const { read } = encoder.encodeInto(name.slice(0, name.length - kept.length), stem);
  return name.slice(0, read) + kept;
}
