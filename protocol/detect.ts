import type { ChatError } from "../hub/mod.ts";
import { meansJson } from "./diagnosis.ts";
import { diagnoseOpening, type Opening } from "./diagnosis_opening.ts";
import { diagnoseFile } from "./diagnosis_text.ts";
import type { StreamDialectName } from "./dialect.ts";
import { tooLarge } from "./frames.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { excerpt, hex } from "./seen.ts";

/** What the first bytes of a connection tell. */
export type Detection =
  | { readonly kind: "undecided" }
  | { readonly kind: "dialect"; readonly name: StreamDialectName }
  | { readonly kind: "misframed"; readonly opening: Opening }
  | { readonly kind: "too-large"; readonly error: ChatError; readonly name: StreamDialectName }
  | { readonly kind: "foreign"; readonly protocol: ForeignProtocol; readonly sentence: string };

/** What else people point at a chat port. */
export type ForeignProtocol = "http" | "tls" | "ssh" | "binary";

const HEADER_BYTES = 4;
const UNDECIDED: Detection = { kind: "undecided" };
const LF = 0x0a;
const BRACE_OPEN = 0x7b;
const HTTP_LINE = /^[A-Z]{3,10} \S+ HTTP\/\d/;
/** How long a request line is waited for: as long as servers have to take (RFC 9112 section 3). */
const REQUEST_LINE_MAX_BYTES = 8_000;

/**
 * Tells by its first bytes which dialect a connection speaks. Nothing is used up, but for frames of
 * length 0, which fit either byte order.
 *
 * @param isFinal No more may come for now: what is there has to be enough, unless it's no text.
 */
export function detect(input: InputBuffer, { isFinal }: { isFinal: boolean }): Detection {
  skipEmptyFrames(input);
  const { size } = input;
  if (size === 0) return UNDECIDED;
  if (isTlsRecord(input)) return foreign("tls", input);
  const opening = size < HEADER_BYTES || beginsFrame(input) ? undefined : diagnoseOpening(input);
  if (opening !== undefined) return { kind: "misframed", opening };
  if (mayBeHeader(input)) {
    if (size >= HEADER_BYTES) return headerOf(input);
    return isFinal && isText(input) ? dialectOf(input) : UNDECIDED;
  }
  if (!beginsObject(input) && !isText(input)) return foreign("binary", input);
  const line = firstLine(input);
  if (line.startsWith("SSH-")) return foreign("ssh", input);
  // "GET " may be the beginning of a chat line; only a whole request line is HTTP.
  if (HTTP_LINE.test(line)) return foreign("http", input);
  return mayBecomeOther(line) && mayGoOn(input, isFinal) ? UNDECIDED : dialectOf(input);
}

/** Whether an unended line may turn out to be no chat. Digits alone may be a length as text. */
function mayBecomeOther(line: string): boolean {
  return /^(?:[A-Z]{1,10}(?: .*)?| *\d+ *)$/.test(line);
}

function mayGoOn(input: InputBuffer, isFinal: boolean): boolean {
  return !isFinal && !hasLineEnd(input) && input.size < REQUEST_LINE_MAX_BYTES;
}

function skipEmptyFrames(input: InputBuffer): void {
  while (input.size >= HEADER_BYTES) {
    const { bytes, start } = input;
    if ((bytes[start] | bytes[start + 1] | bytes[start + 2] | bytes[start + 3]) !== 0) return;
    input.start += HEADER_BYTES;
  }
}

/**
 * Whether a length header is still possible: text has no zero byte, and a length within bounds has
 * two, behind each other, at one end. Other zero bytes are a header with a length out of bounds.
 */
function mayBeHeader({ bytes, start, size }: InputBuffer): boolean {
  const known = Math.min(size, HEADER_BYTES);
  for (let i = 0; i < known; i++) if (bytes[start + i] === 0) return true;
  // Three bytes tell only where they are a line already.
  if (size < HEADER_BYTES) return size < 3 || bytes[start + 2] !== LF;
  // Negative lengths: ff ff ff xx in either order.
  return bytes[start] === 0xff && bytes[start + 1] === 0xff ||
    bytes[start + 2] === 0xff && bytes[start + 3] === 0xff;
}

/** A length within bounds and a brace behind it: no other form begins so, and most connections do. */
function beginsFrame({ bytes, start, size }: InputBuffer): boolean {
  if (size <= HEADER_BYTES || bytes[start + HEADER_BYTES] !== BRACE_OPEN) return false;
  return (bytes[start] | bytes[start + 1]) === 0 || (bytes[start + 2] | bytes[start + 3]) === 0;
}

/** A handshake record of TLS 1.0 to 1.3 (RFC 8446 section 5.1); as a length it would be too large. */
function isTlsRecord({ bytes, start, size }: InputBuffer): boolean {
  return size >= 3 && bytes[start] === 0x16 && bytes[start + 1] === 0x03 &&
    bytes[start + 2] >= 1 && bytes[start + 2] <= 4;
}

function headerOf(input: InputBuffer): Detection {
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

/** What begins so is refused by name where it isn't JSON after all. */
function beginsObject({ bytes, start }: InputBuffer): boolean {
  return bytes[start] === BRACE_OPEN;
}

/** JSON in a strange form speaks JSON lines too: there it is refused by name. */
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

/** Whether what has come could be text: no control characters but white space, no stray 0xff. */
function isText({ bytes, start, end }: InputBuffer): boolean {
  for (let i = start; i < Math.min(end, start + 64); i++) {
    const byte = bytes[i];
    const isControl = byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b;
    if (isControl || byte === 0x7f || byte >= 0xf8) return false;
  }
  return true;
}

function hasLineEnd({ bytes, start, end }: InputBuffer): boolean {
  return bytes.subarray(start, end).includes(LF);
}

function firstLine(input: InputBuffer): string {
  return headText(input).split("\n", 1)[0];
}

function headText({ bytes, start, end }: InputBuffer): string {
  return new TextDecoder("latin1").decode(
    bytes.subarray(start, Math.min(end, start + REQUEST_LINE_MAX_BYTES)),
  );
}

function foreign(protocol: ForeignProtocol, input: InputBuffer): Detection {
  const { bytes, start, end } = input;
  const what = /^Upgrade: *websocket/im.test(headText(input)) ? "a WebSocket" : "an HTTP";
  const seen = {
    http: `This is hubbub's TCP port for chat clients, and that was ${what} request (seen: ${
      excerpt(firstLine(input).trimEnd())
    }): browsers, WebSocket and curl use the web port (flag --web, 8080 by default).`,
    tls:
      "This is hubbub's TCP port without TLS, and that was a TLS ClientHello: connect without TLS.",
    ssh: `This is hubbub's TCP port for chat clients, and that was an SSH client (seen: ${
      excerpt(firstLine(input).trimEnd())
    }): sshd usually listens on port 22.`,
    binary: diagnoseFile(bytes.subarray(start, end)) ??
      `Those bytes (${
        hex(bytes, start, end)
      }) are no chat message: send lines of text, lines of JSON, or a 4-byte length with struct.pack("i", n) and so many bytes of JSON.`,
  } satisfies Record<ForeignProtocol, string>;
  return { kind: "foreign", protocol, sentence: seen[protocol] };
}

/** A refusal in a form that such a client shows to its user. */
export function refuseForeign(protocol: ForeignProtocol, sentence: string): Uint8Array {
  const encoder = new TextEncoder();
  switch (protocol) {
    case "http": {
      const body = `${sentence}\n`;
      return encoder.encode(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n" +
          `Content-Length: ${encoder.encode(body).length}\r\nConnection: close\r\n\r\n${body}`,
      );
    }
    // A fatal alert, protocol_version (RFC 8446 section 6): the one thing a TLS client can show.
    case "tls":
      return Uint8Array.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46);
    case "ssh":
    case "binary":
      return encoder.encode(`server: ${sentence}\r\n`);
    default:
      return protocol satisfies never;
  }
}
