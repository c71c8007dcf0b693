// deno-lint-ignore-file no-control-regex -- the patterns look for these bytes
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { byteText } from "./byte_text.ts";
import { isUtf8Head, isUtf8Piece } from "../typing/cut_utf8.ts";

/** A format of data other than JSON, with a test for it. */
interface DataFormat {
  readonly looksLike: string;
  readonly remedy: string;
  /** Returns true for the first bytes, or all bytes, of data in this format. */
  readonly test: (bytes: Uint8Array, text: string) => boolean;
}

const UNCOMPRESSED = "send the JSON uncompressed";
const JSON_INSTEAD = "send json.dumps(message).encode(), which every language reads";
const NO_FILE = "a chat message is text, so send a link to the file";

const FORMATS: readonly DataFormat[] = [
  {
    looksLike: "UTF-16",
    remedy: 'encode with "utf-8"',
    test: (bytes, text) => /^(?:\xff\xfe|\xfe\xff)/.test(text) || hasEveryOtherZero(bytes),
  },
  { looksLike: "Python's pickle", remedy: JSON_INSTEAD, test: matches(/^\x80[\x02-\x05]|^\}q\0/) },
  { looksLike: "gzip", remedy: UNCOMPRESSED, test: matches(/^\x1f\x8b/) },
  // RFC 1950 section 2.2: the usual window of 32 KiB, with the check bits of each of the four levels.
  { looksLike: "zlib", remedy: UNCOMPRESSED, test: matches(/^x[\x01\x5e\x9c\xda]/) },
  { looksLike: "Zstandard", remedy: UNCOMPRESSED, test: matches(/^\x28\xb5\x2f\xfd/) },
  { looksLike: "bzip2", remedy: UNCOMPRESSED, test: matches(/^BZh[1-9]1AY&SY/) },
  { looksLike: "xz", remedy: UNCOMPRESSED, test: matches(/^\xfd7zXZ\0/) },
  { looksLike: "LZ4", remedy: UNCOMPRESSED, test: matches(/^\x04\x22\x4d\x18/) },
  { looksLike: "MessagePack", remedy: JSON_INSTEAD, test: isMessagePack },
  { looksLike: "CBOR", remedy: JSON_INSTEAD, test: isCbor },
  { looksLike: "BSON", remedy: JSON_INSTEAD, test: isBson },
  { looksLike: "Java's serialization", remedy: JSON_INSTEAD, test: matches(/^\xac\xed\0\x05/) },
  { looksLike: "a PNG picture", remedy: NO_FILE, test: matches(/^\x89PNG\r\n/) },
  { looksLike: "a JPEG picture", remedy: NO_FILE, test: matches(/^\xff\xd8\xff/) },
  { looksLike: "a ZIP file", remedy: NO_FILE, test: matches(/^PK\x03\x04/) },
  { looksLike: "Protocol Buffers", remedy: JSON_INSTEAD, test: (bytes) => isProtobuf(bytes) },
];

/**
 * Recognises data that is compressed or in another format than JSON. Returns undefined for text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findDataFormat } from "./data_format.ts";
 *
 * assertEquals(findDataFormat(Uint8Array.of(0x1f, 0x8b, 8, 0))?.looksLike, "gzip");
 * assertEquals(findDataFormat(new TextEncoder().encode("x^2 = 4")), undefined);
 * ```
 */
export function findDataFormat(bytes: Uint8Array): Diagnosis | undefined {
  const text = byteText(bytes.subarray(0, 64));
  if (!hasControls(text) && isUtf8Head(bytes)) return undefined;
  return FORMATS.find(({ test }) => test(bytes, text));
}

/** True for control characters that no text has. White space, escape and backspace are in texts. */
export function hasControls(text: string): boolean {
  return /[\x00-\x07\x0e-\x1a\x1c-\x1f]/.test(text);
}

function matches(pattern: RegExp): (bytes: Uint8Array, text: string) => boolean {
  return (_, text) => pattern.test(text);
}

/** True for Latin letters in UTF-16, with which a message begins. */
function hasEveryOtherZero(bytes: Uint8Array): boolean {
  const head = [...bytes.subarray(0, 8)];
  const zerosAt = (parity: number) => head.every((byte, i) => (byte === 0) === (i % 2 === parity));
  return head.length === 8 && (zerosAt(0) || zerosAt(1));
}

/** True for a map, or an array of maps, whose first key is text (https://msgpack.org). */
function isMessagePack(_: Uint8Array, text: string): boolean {
  const map = /^(?:[\x91-\x9f])?(?:[\x81-\x8f]|\xde\0[^\0])([\xa1-\xbf])(\w+)/.exec(text);
  if (map === null) return false;
  const [whole, size, word] = map;
  // Digits after the key are numbers, but \w matches them too.
  const keySize = size.charCodeAt(0) & 0x1f;
  return word.length >= keySize && text.length > whole.length - word.length + keySize;
}

/** True for one whole map of texts and whole numbers (RFC 8949). */
function isCbor(bytes: Uint8Array, text: string): boolean {
  if (!/^[\xa1-\xaf]/.test(text)) return false;
  let at = 1;
  for (let items = 2 * (bytes[0] & 0x1f); items > 0; items--) {
    const first = bytes[at++];
    const isText = first >> 5 === 3;
    if (items % 2 === 0 && !isText || first >> 5 !== 0 && !isText) return false;
    const short = first & 0x1f;
    if (short > 25) return false;
    const sizeBytes = short < 24 ? 0 : short - 23;
    const value = short < 24 ? short : short === 24 ? bytes[at] : bytes[at] << 8 | bytes[at + 1];
    at += sizeBytes + (isText ? value : 0);
    if (!(at <= bytes.length)) return false;
  }
  return at === bytes.length;
}

/** True for a document that begins with its length and ends with zero (https://bsonspec.org). */
function isBson(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < 8 || !/^[^]{2}\0\0[\x01-\x13][A-Za-z_]\w*\0/.test(text)) return false;
  const length = bytes[0] | bytes[1] << 8;
  return length === bytes.length && bytes[length - 1] === 0;
}

/** True for fields whose lengths fit exactly and that are mostly text: chance doesn't produce these. */
function isProtobuf(bytes: Uint8Array): boolean {
  let textBytes = 0;
  for (let at = 0; at < bytes.length;) {
    const key = bytes[at++];
    const field = key >> 3;
    if (field < 1 || field > 15) return false;
    if ((key & 7) === 0) {
      while (at < bytes.length && bytes[at] >= 0x80) at++;
      at++;
    } else if ((key & 7) === 2) {
      const length = bytes[at++];
      if (!(length < 0x80) || at + length > bytes.length) return false;
      if (isUtf8Piece(bytes, at, at + length)) textBytes += length;
      at += length;
    } else return false;
    if (at > bytes.length) return false;
  }
  return bytes.length > 3 && 2 * textBytes > bytes.length;
}
