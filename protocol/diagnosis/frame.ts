import { HEADER_BYTES } from "../../batch/mod.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { isObjectText } from "../text/json_text.ts";
import { isUnfinishedJson } from "./json.ts";
import { findDataFormat } from "../foreign/data_format.ts";
import type { InputBuffer } from "../dialects/input_buffer.ts";
import { excerpt, hex } from "../text/excerpt.ts";

const BRACE_OPEN = 0x7b;
const LF = 0x0a;
const CR = 0x0d;

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Returns the sentence for a frame whose body can't be read because its length is wrong. Undefined if
 * the length may be right, so that the mistake is in the text.
 *
 * @param bytes The frame's header stands right before `start`.
 */
export function diagnoseBody(bytes: Uint8Array, start: number, end: number): string | undefined {
  const found = bodyMistake(bytes, start, end);
  if (found === undefined) return undefined;
  const from = Math.max(0, start - HEADER_BYTES);
  return `The frame can't be read; it looks like ${found.looksLike} (seen: header ${
    hex(bytes, from, start)
  } = ${end - start} bytes, then ${excerpt(textAt(bytes, start, end), 24)}): ${found.remedy}.`;
}

function bodyMistake(bytes: Uint8Array, start: number, end: number): Diagnosis | undefined {
  const text = lenient.decode(bytes.subarray(start, end));
  if (start >= HEADER_BYTES && isAfterLineEnd(bytes, start - HEADER_BYTES, end)) {
    return AFTER_LINE_END;
  }
  if (/^\0{4}\s*\{/.test(text)) {
    return {
      looksLike: 'one with a header of 8 bytes, as struct.pack("q", n) makes it',
      remedy: 'make it 4 bytes with struct.pack("i", len(data))',
    };
  }
  const tail = end - HEADER_BYTES;
  if (tail > start && isHeader(bytes, tail) && isObject(bytes, start, tail)) return COUNTS_HEADER;
  if (text.startsWith("{") && /\S(?:\0\0[^]{2}|[^]{2}\0\0)\{/.test(text)) {
    return {
      looksLike: "a part of one message, and then the next one's header",
      remedy: "the rest of the first was never sent: use sendall, for send may write only a part",
    };
  }
  // A character that was cut in two shows as one U+FFFD at the end.
  const isCut = /^\s*\{[^\ufffd]*\ufffd?$/.test(text) && isUnfinishedJson(text);
  if (!isCut) return undefined;
  return /[\x80-\uffff]/.test(text) ? COUNTS_CHARACTERS : TOO_SHORT;
}

const AFTER_LINE_END: Diagnosis = {
  looksLike: "one after a line end that no length counts",
  remedy: "send nothing between frames, no newline",
};

const COUNTS_HEADER: Diagnosis = {
  looksLike: "one whose length counts the 4 bytes of the header too",
  remedy: "pack len(data), the length of what follows",
};

const COUNTS_CHARACTERS: Diagnosis = {
  looksLike: "one that is cut short, as if its length counted characters and not bytes",
  remedy: "encode first, data = text.encode(), then pack len(data)",
};

const TOO_SHORT: Diagnosis = {
  looksLike: "one that is cut short, since its length is less than its JSON's",
  remedy: "pack len(data), of just the bytes that follow",
};

/**
 * Returns the sentence for four bytes that stand in a header's place and can't be a header.
 *
 * @param end The end of the known bytes, at least 4 after `at`.
 */
export function diagnoseHeader(bytes: Uint8Array, at: number, end: number): string | undefined {
  const found = headerMistake(bytes, at, end);
  return found &&
    `The bytes ${
      hex(bytes, at, at + HEADER_BYTES)
    } stand where the 4-byte length of a frame should, but look like ${found.looksLike}: ${found.remedy}. ${CONSEQUENCE}`;
}

const CONSEQUENCE = "The connection ends, since nobody can tell where the next frame begins.";

function headerMistake(bytes: Uint8Array, at: number, end: number): Diagnosis | undefined {
  const text = excerpt(textAt(bytes, at, Math.min(end, at + 12)), 12);
  const [first, second, third] = bytes.subarray(at, at + HEADER_BYTES);
  if (first === BRACE_OPEN && (second === 0x22 || second === 0x27)) {
    return {
      looksLike: `the JSON itself (${text}) without its header`,
      remedy: 'send struct.pack("i", len(data)) before each message',
    };
  }
  if (first === LF || first === CR) {
    return {
      looksLike: "a line end after the previous frame",
      remedy: "send nothing between frames, no newline",
    };
  }
  if (third === BRACE_OPEN && (first === 0 || second === 0)) {
    return {
      looksLike: "a header of 2 bytes and then JSON",
      remedy: 'make it 4 bytes with struct.pack("i", len(data))',
    };
  }
  // The end of the JSON of a frame that was cut short. UTF-8 has no ff; negative numbers have.
  if (bytes.subarray(at, at + HEADER_BYTES).every((byte) => byte >= 0x20 && byte < 0xf5)) {
    return {
      looksLike: `text (${text}), the rest of a frame whose length was too small`,
      remedy: "pack len(data) of the encoded bytes, not of the characters",
    };
  }
  return undefined;
}

/**
 * Returns the sentence for a frame that stays incomplete: its object is whole, although the length in
 * the header promises more.
 *
 * @param input Its `neededBytes` are as the dialect's `split` left them.
 */
export function diagnoseStall({ bytes, start, end, neededBytes }: InputBuffer): string | undefined {
  const body = start + HEADER_BYTES;
  const tooMany = start + neededBytes - end;
  if (end <= body || tooMany <= 0) return undefined;
  const document = tooMany === HEADER_BYTES
    ? findDataFormat(bytes.subarray(start, end))
    : undefined;
  const found = isAfterLineEnd(bytes, start, end)
    ? AFTER_LINE_END
    : document !== undefined
    ? document
    : isObject(bytes, body, end)
    ? tooMany === HEADER_BYTES ? COUNTS_HEADER : {
      looksLike: `one whose length is ${tooMany} more than its JSON's`,
      remedy: "pack len(data), of just the bytes that follow",
    }
    : undefined;
  return found &&
    `The frame has been waiting for ${tooMany} more bytes; it looks like ${found.looksLike} (seen: header ${
      hex(bytes, start, body)
    }, then ${end - body} bytes ${
      excerpt(textAt(bytes, body, end), 24)
    }): ${found.remedy}. ${CONSEQUENCE}`;
}

/** Returns the first 128 bytes as text, without a last character that is cut in two. */
function textAt(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 128)), {
    stream: true,
  });
}

/** True for a line end in the header's place, with the header after it. */
function isAfterLineEnd(bytes: Uint8Array, at: number, end: number): boolean {
  const size = bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
  const isLineEnd = bytes[at] === LF || size === 2;
  const body = at + size + HEADER_BYTES;
  return isLineEnd && body < end && isHeader(bytes, at + size) && bytes[body] === BRACE_OPEN;
}

/** True for four bytes that can be a length in just one byte order. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  const [a, b, c, d] = bytes.subarray(at, at + HEADER_BYTES);
  return (c === 0 && d === 0) !== (a === 0 && b === 0);
}

function isObject(bytes: Uint8Array, start: number, end: number): boolean {
  // The last byte alone rules out nearly all unfinished frames, without a parse.
  return bytes[end - 1] === 0x7d && isObjectText(lenient.decode(bytes.subarray(start, end)));
}
