import { HEADER_BYTES } from "../batch/mod.ts";
import type { ChatError } from "../hub/mod.ts";
import { meansJson } from "./text/json_text.ts";
import { diagnoseOpening, type Opening } from "./diagnosis/opening.ts";
import { guessCharset } from "./charset/charset.ts";
import { diagnoseData } from "./diagnosis/text.ts";
import type { StreamDialectName } from "./dialect.ts";
import { tooLarge } from "./dialects/frames.ts";
import type { InputBuffer } from "./dialects/input_buffer.ts";
import { findForeign, type ForeignProtocol, foreignSentence } from "./foreign/foreign_protocol.ts";
import { byteText } from "./foreign/byte_text.ts";
import { hasControls } from "./foreign/data_format.ts";
import { refuseForeign } from "./foreign/refuse_foreign.ts";
import { hex } from "./text/excerpt.ts";
import { findTelnet } from "./typing/telnet.ts";

/** The result of looking at the first bytes of a connection. */
export type Detection =
  | { readonly kind: "undecided" }
  | { readonly kind: "telnet" }
  | { readonly kind: "dialect"; readonly name: StreamDialectName }
  | { readonly kind: "misframed"; readonly opening: Opening }
  | { readonly kind: "too-large"; readonly error: ChatError; readonly name: StreamDialectName }
  | {
    readonly kind: "foreign";
    readonly protocol: ForeignProtocol;
    readonly sentence: string;
    /** The sentence in a form that such a client shows to its user. */
    readonly answer: Uint8Array;
  };

const UNDECIDED: Detection = { kind: "undecided" };
const TELNET: Detection = { kind: "telnet" };
/** A first line of an IRC client (RFC 2812 section 3.1, and the capabilities of IRCv3). */
const IRC_LINE =
  /^(?:CAP [A-Z]+(?: .*)?|NICK :?[^ ]+ *|USER [^ ]+ [^ ]+ [^ ]+ :?.*|PASS (?::.+|[^ ]+ *)|AUTHENTICATE [^ ]+ *|PING :?[^ ]+ *|QUIT(?: :.*)?)\r?$/;
const LETTER_A = 0x41;
const LF = 0x0a;
const BRACE_OPEN = 0x7b;
/** The longest request line that is awaited: the length that servers should take (RFC 9112 section 3). */
const REQUEST_LINE_MAX_BYTES = 8_000;

/**
 * Tells from the first bytes which dialect a connection speaks. The bytes stay in `input`, except for
 * frames of length 0, which are the same in both byte orders and are skipped.
 *
 * @param isFinal True if no more bytes are expected for now. Text is then decided by the bytes that
 * are there.
 */
export function detect(input: InputBuffer, { isFinal }: { isFinal: boolean }): Detection {
  skipEmptyFrames(input);
  const { size } = input;
  if (size === 0) return UNDECIDED;
  const telnet = telnetIn(input, { isFinal });
  if (telnet === "spoken") return TELNET;
  if (telnet === "cut" && !isFinal) return UNDECIDED;
  if (beginsIrc(input)) return { kind: "dialect", name: "irc" };
  const opening = size < HEADER_BYTES || beginsFrame(input) ? undefined : diagnoseOpening(input);
  if (opening !== undefined) return { kind: "misframed", opening };
  const isLength = isFrameHeader(input) || isNegativeLength(input);
  const foreign = isLength ? undefined : foreignIn(input);
  if (foreign === "cut" && !isFinal) return UNDECIDED;
  if (foreign !== undefined && foreign !== "cut") return foreign;
  if (mayBeHeader(input)) {
    if (size >= HEADER_BYTES) return framesOf(input);
    return isFinal && isText(input) ? dialectOf(input) : UNDECIDED;
  }
  if (!beginsObject(input) && !isText(input)) return binaryData(input);
  return mayBecomeForeign(firstLine(input)) && !isFinal && isLineUnderWay(input)
    ? UNDECIDED
    : dialectOf(input);
}

/** Detects IRC by its first line. What follows may hold control characters, as programs send them. */
function beginsIrc(input: InputBuffer): boolean {
  return input.bytes[input.start] >= LETTER_A && hasLineEnd(input) &&
    IRC_LINE.test(firstLine(input));
}

/** Detects another protocol, or data in another format than JSON. */
function foreignIn(input: InputBuffer): Detection | "cut" | undefined {
  const head = headText(input);
  const protocol = findForeign(head);
  if (protocol === "cut") return "cut";
  const { bytes, start, end, size } = input;
  if (protocol === undefined) {
    const isData = size >= HEADER_BYTES && diagnoseData(bytes.subarray(start, end)) !== undefined;
    return isData ? binaryData(input) : undefined;
  }
  const sentence = foreignSentence(protocol, head);
  const answer = refuseForeign(protocol, sentence, bytes.subarray(start, end));
  return { kind: "foreign", protocol, sentence, answer };
}

/**
 * Detects telnet by its commands, which hardly any frame, and no text in another encoding, contains.
 * `ff fb 00 00` is the header of a frame of 64,511 bytes, and `ff fe` is the byte-order mark of UTF-16.
 */
function telnetIn(
  input: InputBuffer,
  { isFinal }: { isFinal: boolean },
): "spoken" | "cut" | "none" {
  const { bytes, start, end, size } = input;
  if (input.isTelnet) return "none";
  if (bytes[start] === 0xff) {
    if (size < HEADER_BYTES && !isFinal && (size < 3 || bytes[start + 2] === 0)) return "cut";
    const isLength = size >= HEADER_BYTES && (bytes[start + 2] | bytes[start + 3]) === 0;
    if (isLength || bytes[start + 1] >= 0xfe) return "none";
  } else if (mayBeHeader(input)) return "none";
  return findTelnet(bytes.subarray(start, end));
}

/** True for an unended line that may become a request. Digits alone may be a length as text. */
function mayBecomeForeign(line: string): boolean {
  return /^(?:[A-Z]{1,10}(?: .*)?| *\d+ *)\r?$/.test(line);
}

function isLineUnderWay(input: InputBuffer): boolean {
  return !hasLineEnd(input) && input.size < REQUEST_LINE_MAX_BYTES;
}

function skipEmptyFrames(input: InputBuffer): void {
  while (input.size >= HEADER_BYTES) {
    const { bytes, start } = input;
    if ((bytes[start] | bytes[start + 1] | bytes[start + 2] | bytes[start + 3]) !== 0) return;
    input.start += HEADER_BYTES;
  }
}

/**
 * True while the first bytes may be the header of a frame. Text has no zero byte. A length within
 * bounds has two of them, side by side at one end. Any other zero byte is a length out of bounds.
 */
function mayBeHeader(input: InputBuffer): boolean {
  const { bytes, start, size } = input;
  const known = Math.min(size, HEADER_BYTES);
  for (let i = 0; i < known; i++) if (bytes[start + i] === 0) return true;
  // Three bytes without a zero may still be a header, unless they are a line.
  if (size < HEADER_BYTES) return size < 3 || bytes[start + 2] !== LF;
  return isNegativeLength(input);
}

/** True for a small negative number in either byte order. Neither text nor other data begins so. */
function isNegativeLength({ bytes, start, size }: InputBuffer): boolean {
  if (size < HEADER_BYTES) return false;
  return bytes[start] === 0xff && bytes[start + 1] === 0xff ||
    bytes[start + 2] === 0xff && bytes[start + 3] === 0xff;
}

/** True for a length within bounds and a brace: only frames begin so, and most connections are these. */
function beginsFrame(input: InputBuffer): boolean {
  return isFrameHeader(input) && input.bytes[input.start + HEADER_BYTES] === BRACE_OPEN &&
    input.size > HEADER_BYTES;
}

/** True for a length within bounds, in either byte order. */
function isFrameHeader({ bytes, start, size }: InputBuffer): boolean {
  if (size < HEADER_BYTES) return false;
  const isBig = (bytes[start] | bytes[start + 1]) === 0;
  return isBig || (bytes[start + 2] | bytes[start + 3]) === 0;
}

function framesOf(input: InputBuffer): Detection {
  const { bytes, start } = input;
  const little = bytes[start + 2] === 0 && bytes[start + 3] === 0;
  const big = bytes[start] === 0 && bytes[start + 1] === 0;
  if (little) return { kind: "dialect", name: "frames-le" };
  if (big) return { kind: "dialect", name: "frames-be" };
  const isBigEndian = bytes[start] === 0 || bytes[start] === 0xff && bytes[start + 3] !== 0xff;
  return {
    kind: "too-large",
    name: isBigEndian ? "frames-be" : "frames-le",
    error: tooLarge(bytes, start, isBigEndian ? "big" : "little"),
  };
}

/** True for `{`. If no JSON follows, the dialect of JSON lines refuses it and names the mistake. */
function beginsObject({ bytes, start }: InputBuffer): boolean {
  return bytes[start] === BRACE_OPEN;
}

/** Detects JSON lines or plain text. JSON lines also get JSON in other forms, to refuse it by name. */
function dialectOf(input: InputBuffer): Detection {
  const { bytes, start, end } = input;
  const isJson = beginsObject(input) || meansJson(firstText(bytes.subarray(start, end)));
  return { kind: "dialect", name: isJson ? "json-lines" : "plain" };
}

function firstText(bytes: Uint8Array): string {
  const lf = bytes.indexOf(LF);
  const line = lf < 0 ? bytes : bytes.subarray(0, lf);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(line);
}

/** True for bytes that can be text: without control characters, and with letters in some encoding. */
function isText({ bytes, start, end }: InputBuffer): boolean {
  const head = bytes.subarray(start, Math.min(end, start + 64));
  if (hasControls(byteText(head))) return false;
  // UTF-8 has no byte from f8 on: text with such bytes counts if its encoding is recognised.
  return head.every((byte) => byte < 0xf8) || guessCharset(head) !== undefined;
}

function hasLineEnd({ bytes, start, end }: InputBuffer): boolean {
  return bytes.subarray(start, end).includes(LF);
}

function firstLine(input: InputBuffer): string {
  return headText(input).split("\n", 1)[0];
}

function headText({ bytes, start, end }: InputBuffer): string {
  return byteText(bytes.subarray(start, Math.min(end, start + REQUEST_LINE_MAX_BYTES)));
}

function binaryData({ bytes, start, end }: InputBuffer): Detection {
  const sentence = diagnoseData(bytes.subarray(start, end)) ??
    `Those bytes (${
      hex(bytes, start, end)
    }) are no chat message: send lines of text, lines of JSON, or a 4-byte length with struct.pack("i", n) and so many bytes of JSON.`;
  const answer = refuseForeign("binary", sentence, bytes.subarray(start, end));
  return { kind: "foreign", protocol: "binary", sentence, answer };
}
