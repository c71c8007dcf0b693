import type { Diagnosis } from "./diagnosis.ts";
import { excerpt, hex } from "./seen.ts";

const encoder = new TextEncoder();
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The sentence for bytes that aren't UTF-8: which encoding they look like, which bytes tell, what to
 * do.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseEncoding } from "./diagnosis_text.ts";
 *
 * const gbk = Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3);
 * assertMatch(diagnoseEncoding(gbk), /GBK.*“你好”/);
 * ```
 */
export function diagnoseEncoding(bytes: Uint8Array): string {
  const file = diagnoseFile(bytes);
  if (file !== undefined) return file;
  const at = firstWrong(bytes);
  const seen = `bytes ${hex(bytes, at, wideRunEnd(bytes, at))} at offset ${at}`;
  const charset = wideRuns(bytes).every(isGbk) ? "gbk" : "windows-1252";
  const text = new TextDecoder(charset).decode(bytes.subarray(at, wideRunEnd(bytes, at)));
  const name = charset === "gbk" ? "GBK" : "Latin-1";
  return `The text isn't UTF-8 but looks like ${name}, in which it has ${
    excerpt(text, 8)
  } (seen: ${seen}): send text.encode("utf-8"), or set the terminal to UTF-8.`;
}

/** The sentence for what begins with marks of its own and is no text at all; else undefined. */
export function diagnoseFile(bytes: Uint8Array): string | undefined {
  const found = fileKind(bytes);
  return found &&
    `The message isn't UTF-8 text but looks like ${found.looks} (seen: bytes ${
      hex(bytes, 0, bytes.length)
    }): ${found.mend}.`;
}

function fileKind(bytes: Uint8Array): Diagnosis | undefined {
  const [first, second] = bytes;
  const hasMark = first === 0xff && second === 0xfe || first === 0xfe && second === 0xff;
  if (hasMark || hasEveryOtherZero(bytes)) return { looks: "UTF-16", mend: 'encode with "utf-8"' };
  if (first === 0x80 && second >= 2 && second <= 5) {
    const mend = "send json.dumps(message).encode(), which every language reads";
    return { looks: "Python's pickle", mend };
  }
  if (first === 0x1f && second === 0x8b) {
    return { looks: "gzip", mend: "send the JSON uncompressed" };
  }
  return undefined;
}

/** The offset of the first byte that UTF-8 has no place for, or of the wide bytes before it. */
function firstWrong(bytes: Uint8Array): number {
  const text = lenient.decode(bytes);
  let at = encoder.encode(text.slice(0, text.indexOf("\ufffd"))).length;
  while (at > 0 && bytes[at - 1] >= 0x80) at--;
  return at;
}

/** Latin letters in UTF-16, as a message's first field has them. */
function hasEveryOtherZero(bytes: Uint8Array): boolean {
  const head = [...bytes.subarray(0, 8)];
  const zerosAt = (parity: number) => head.every((byte, i) => (byte === 0) === (i % 2 === parity));
  return head.length === 8 && (zerosAt(0) || zerosAt(1));
}

function wideRunEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] >= 0x80) end++;
  return end;
}

function wideRuns(bytes: Uint8Array): Uint8Array[] {
  const runs: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 0x80) continue;
    const end = wideRunEnd(bytes, at);
    runs.push(bytes.subarray(at, end));
    at = end;
  }
  return runs;
}

/** Pairs in the range of GB 2312, where common Chinese text stays; in Latin-1 few letters pair up. */
function isGbk(run: Uint8Array): boolean {
  return run.length % 2 === 0 && run.every((byte) => byte >= 0xa1 && byte <= 0xfe);
}
