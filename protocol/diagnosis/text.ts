import { guessCharset } from "../charset/charset.ts";
import { findDataFormat } from "../foreign/data_format.ts";
import { maskSecrets, READ_MAX_CHARS } from "../secrets/mask.ts";
import { excerpt, hex } from "../text/excerpt.ts";
import { isCutUtf8, isUtf8Piece } from "../typing/cut_utf8.ts";

const encoder = new TextEncoder();
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** The most bytes of a text in another encoding that the sentence shows. */
const SHOWN_MAX_BYTES = 32;

/** The bytes in which broken characters are counted: the largest message is 16 times as long. */
const DAMAGE_SAMPLE_MAX_BYTES = 4096;

/** The origin of a text: a program and a terminal need different remedies. */
export type TextSource = "program" | "terminal";

const REMEDY: Readonly<Record<TextSource, string>> = {
  program: 'send text.encode("utf-8"), or set the terminal to UTF-8',
  terminal: 'set the terminal to UTF-8, or send text.encode("utf-8") from a program',
};

/**
 * Returns the sentence for bytes that aren't UTF-8: the likely encoding, the first wrong bytes, and the
 * remedy. An encoding is named only if the bytes read like text in it.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 * import { diagnoseEncoding } from "./text.ts";
 *
 * const gbk = Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3);
 * assertMatch(diagnoseEncoding(gbk), /GBK.*“你好”/);
 * ```
 */
export function diagnoseEncoding(bytes: Uint8Array, source: TextSource = "program"): string {
  const data = diagnoseData(bytes);
  if (data !== undefined) return data;
  const at = firstInvalid(bytes);
  if (isWithinSecret(bytes, at)) {
    const looksLike = guessCharset(bytes)?.name;
    return `The text isn't UTF-8${
      looksLike === undefined ? "" : ` but looks like ${looksLike}`
    } at offset ${at}, within a secret, which isn't shown: ${REMEDY[source]}.`;
  }
  const damage = diagnoseDamage(bytes);
  if (damage !== undefined) return damage;
  const from = wideRunStart(bytes, at);
  const seen = `seen: bytes ${hex(bytes, from, wideRunEnd(bytes, at))} at offset ${from}`;
  const charset = guessCharset(bytes);
  if (charset === undefined) {
    return diagnoseCut(bytes) ?? `The text isn't UTF-8 (${seen}): ${REMEDY[source]}.`;
  }
  const [word] = charset.decode(bytes.subarray(from, from + SHOWN_MAX_BYTES)).split(/[\0-\x7f]/, 1);
  return `The text isn't UTF-8 but looks like ${charset.name}, in which it has ${
    excerpt(word, 8)
  } (${seen}): ${REMEDY[source]}.`;
}

/** Returns the sentence for data in another format than JSON. Undefined for text. */
export function diagnoseData(bytes: Uint8Array): string | undefined {
  const found = findDataFormat(bytes);
  return found &&
    `The message isn't UTF-8 text but looks like ${found.looksLike} (seen: bytes ${
      hex(bytes, 0, bytes.length)
    }): ${found.remedy}.`;
}

/** Returns the sentence for text that is surely UTF-8, but has a cut or broken character. */
function diagnoseDamage(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, DAMAGE_SAMPLE_MAX_BYTES);
  // The sample may cut a character in two, which is no mistake of the text.
  const text = new TextDecoder().decode(head, { stream: head.length < bytes.length });
  const broken = text.split(/\ufffd+/).length - 1;
  // In other encodings two bytes are a character of UTF-8 by chance, three bytes seldom are.
  let evidence = 0;
  for (const char of text) {
    if (char >= "\x80" && char !== "\ufffd") evidence += char < "\u0800" ? 1 : 3;
  }
  const cut = diagnoseCut(bytes);
  // Two bytes of a character that needs three: other encodings hardly ever write these.
  const isHalf = bytes.length > 1 && bytes[bytes.length - 2] >= 0xe0;
  if (cut !== undefined && (evidence >= 2 || isHalf)) return cut;
  if (evidence < 3 * broken) return undefined;
  const at = firstInvalid(bytes);
  const isSurrogate = bytes[at] === 0xed && bytes[at + 1] >= 0xa0;
  const what = isSurrogate ? "half of a surrogate pair, which is no character" : "no character";
  return `The text is UTF-8 but for the bytes ${
    hex(bytes, at, at + 3)
  } at offset ${at}, which are ${what}: send text.encode("utf-8") as it is.`;
}

function diagnoseCut(bytes: Uint8Array): string | undefined {
  const { length } = bytes;
  if (!isUtf8Piece(bytes, 0, length)) return undefined;
  const how = "cut text by characters, not by bytes, or send it whole";
  if (isCutUtf8(bytes, 0, length)) {
    const at = firstInvalid(bytes);
    return `The text ends within a character (seen: bytes ${
      hex(bytes, at, length)
    } at its end): ${how}.`;
  }
  return `The text begins within a character (seen: bytes ${
    hex(bytes, 0, wideRunEnd(bytes, 0))
  } at its beginning): ${how}.`;
}

/** Returns the offset of the first byte that isn't valid in UTF-8. */
function firstInvalid(bytes: Uint8Array): number {
  const text = lenient.decode(bytes);
  return encoder.encode(text.slice(0, text.indexOf("\ufffd"))).length;
}

/** True if the offset is within a secret, of which nothing may be shown. */
function isWithinSecret(bytes: Uint8Array, at: number): boolean {
  const before = lenient.decode(bytes.subarray(Math.max(0, at - READ_MAX_CHARS), at));
  return !maskSecrets(`${before}·`).endsWith("·");
}

function wideRunStart(bytes: Uint8Array, at: number): number {
  while (at > 0 && bytes[at - 1] >= 0x80) at--;
  return at;
}

function wideRunEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] >= 0x80) end++;
  return end;
}
