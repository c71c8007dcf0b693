import type { Diagnosis } from "./diagnosis.ts";
import { isObjectText } from "./diagnosis.ts";
import { isUnfinishedJson } from "./diagnosis_json.ts";
import { findDataFormat } from "../foreign/data_format.ts";
import type { InputBuffer } from "../dialects/input_buffer.ts";
import { excerpt, hex } from "../seen.ts";

const HEADER_BYTES = 4;
const BRACE_OPEN = 0x7b;
const LF = 0x0a;
const CR = 0x0d;

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What is wrong with the length of a frame whose body can't be read. Undefined where the length may
 * be right, so that the fault is in the text.
 *
 * @param bytes With the frame's header right before `start`.
 */
export function diagnoseBody(bytes: Uint8Array, start: number, end: number): string | undefined {
  const found = lengthMistake(bytes, start, end);
  if (found === undefined) return undefined;
  const from = Math.max(0, start - HEADER_BYTES);
  return `The frame can't be read; it looks like ${found.looks} (seen: header ${
    hex(bytes, from, start)
  } = ${end - start} bytes, then ${excerpt(textAt(bytes, start, end), 24)}): ${found.mend}.`;
}

function lengthMistake(bytes: Uint8Array, start: number, end: number): Diagnosis | undefined {
  const text = lenient.decode(bytes.subarray(start, end));
  if (start >= HEADER_BYTES && isSlipped(bytes, start - HEADER_BYTES, end)) return SLIPPED;
  if (/^\0{4}\s*\{/.test(text)) {
    return {
      looks: 'one with a header of 8 bytes, as struct.pack("q", n) makes it',
      mend: 'make it 4 bytes with struct.pack("i", len(data))',
    };
  }
  const tail = end - HEADER_BYTES;
  if (tail > start && isHeader(bytes, tail) && isObject(bytes, start, tail)) return COUNTS_HEADER;
  if (text.startsWith("{") && /\S(?:\0\0[^]{2}|[^]{2}\0\0)\{/.test(text)) {
    return {
      looks: "a part of one message, and then the next one's header",
      mend: "the rest of the first was never sent: use sendall, for send may write only a part",
    };
  }
  // A character that was cut in two shows as one U+FFFD at the very end.
  const isCut = /^\s*\{[^\ufffd]*\ufffd?$/.test(text) && isUnfinishedJson(text);
  if (!isCut) return undefined;
  return /[\x80-\uffff]/.test(text) ? COUNTS_CHARACTERS : TOO_SHORT;
}

const SLIPPED: Diagnosis = {
  looks: "one behind a line end that no length counts",
  mend: "send nothing between frames, no newline",
};

const COUNTS_HEADER: Diagnosis = {
  looks: "one whose length counts the 4 bytes of the header too",
  mend: "pack len(data), the length of what follows",
};

const COUNTS_CHARACTERS: Diagnosis = {
  looks: "one that is cut short, as if its length counted characters and not bytes",
  mend: "encode first, data = text.encode(), then pack len(data)",
};

const TOO_SHORT: Diagnosis = {
  looks: "one that is cut short, since its length is less than its JSON's",
  mend: "pack len(data), of just the bytes that follow",
};

/**
 * What four bytes are that stand in a header's place and can't be one.
 *
 * @param end Where the known bytes end, at least 4 behind `at`.
 */
export function diagnoseHeader(bytes: Uint8Array, at: number, end: number): string | undefined {
  const found = headerMistake(bytes, at, end);
  return found &&
    `The bytes ${
      hex(bytes, at, at + HEADER_BYTES)
    } stand where the 4-byte length of a frame should, but look like ${found.looks}: ${found.mend}. ${ENDS}`;
}

const ENDS = "The connection ends, since nobody can tell where the next frame begins.";

function headerMistake(bytes: Uint8Array, at: number, end: number): Diagnosis | undefined {
  const text = excerpt(textAt(bytes, at, Math.min(end, at + 12)), 12);
  const [first, second, third] = bytes.subarray(at, at + HEADER_BYTES);
  if (first === BRACE_OPEN && (second === 0x22 || second === 0x27)) {
    return {
      looks: `the JSON itself (${text}) without its header`,
      mend: 'send struct.pack("i", len(data)) before each message',
    };
  }
  if (first === LF || first === CR) {
    return {
      looks: "a line end behind the frame before",
      mend: "send nothing between frames, no newline",
    };
  }
  if (third === BRACE_OPEN && (first === 0 || second === 0)) {
    return {
      looks: "a header of 2 bytes and then JSON",
      mend: 'make it 4 bytes with struct.pack("i", len(data))',
    };
  }
  // What follows a frame that was cut short: the end of its JSON. UTF-8 has no ff, negatives have.
  if (bytes.subarray(at, at + HEADER_BYTES).every((byte) => byte >= 0x20 && byte < 0xf5)) {
    return {
      looks: `text (${text}), the rest of a frame whose length was too small`,
      mend: "pack len(data) of the encoded bytes, not of the characters",
    };
  }
  return undefined;
}

/**
 * What keeps a frame from becoming whole, when nothing more comes: an object that is complete although
 * the length in the header promises more.
 *
 * @param input With `neededBytes` as the dialect's `split` left it.
 */
export function diagnoseStall({ bytes, start, end, neededBytes }: InputBuffer): string | undefined {
  const body = start + HEADER_BYTES;
  const tooMany = start + neededBytes - end;
  if (end <= body || tooMany <= 0) return undefined;
  const document = tooMany === HEADER_BYTES
    ? findDataFormat(bytes.subarray(start, end))
    : undefined;
  const found = isSlipped(bytes, start, end)
    ? SLIPPED
    : document !== undefined
    ? document
    : isObject(bytes, body, end)
    ? tooMany === HEADER_BYTES ? COUNTS_HEADER : {
      looks: `one whose length is ${tooMany} more than its JSON's`,
      mend: "pack len(data), of just the bytes that follow",
    }
    : undefined;
  return found &&
    `The frame has been waiting for ${tooMany} more bytes; it looks like ${found.looks} (seen: header ${
      hex(bytes, start, body)
    }, then ${end - body} bytes ${excerpt(textAt(bytes, body, end), 24)}): ${found.mend}. ${ENDS}`;
}

/** The beginning as text, without a character that is cut in two. */
function textAt(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + 128)), {
    stream: true,
  });
}

/** Whether a line end stands where the header should begin, and the header one byte behind it. */
function isSlipped(bytes: Uint8Array, at: number, end: number): boolean {
  const size = bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
  const isLineEnd = bytes[at] === LF || size === 2;
  const body = at + size + HEADER_BYTES;
  return isLineEnd && body < end && isHeader(bytes, at + size) && bytes[body] === BRACE_OPEN;
}

/** Whether these four bytes could be a length in one order or the other. */
function isHeader(bytes: Uint8Array, at: number): boolean {
  const [a, b, c, d] = bytes.subarray(at, at + HEADER_BYTES);
  return (c === 0 && d === 0) !== (a === 0 && b === 0);
}

function isObject(bytes: Uint8Array, start: number, end: number): boolean {
  // The last byte alone says no for nearly all that is still under way.
  return bytes[end - 1] === 0x7d && isObjectText(lenient.decode(bytes.subarray(start, end)));
}
