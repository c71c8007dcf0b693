/**
 * The text that every server carries: filler, then the speaker's number (2 characters) and a counter
 * (4 characters), in digits of 32 printable characters that no protocol has to escape.
 *
 * @module
 */

/** Bytes at the end of a body that tell one message from another. */
export const CODE_BYTES = 6;
/** Counters start again at 0 after this number of messages: far more than are ever under way. */
export const COUNTER_LIMIT = 1 << 20;
export const SPEAKER_LIMIT = 1 << 10;

const ZERO = 0x30303030;
const FILLER = "the quick brown fox jumps over the lazy dog and asks who is still awake in here; ";

/** The two characters of a speaker as a little-endian number. */
export function encodeSpeaker(speaker: number): number {
  return ((speaker & 31) | ((speaker & 0x3e0) << 3)) + (ZERO & 0xffff);
}

/** The speaker; a number beyond the limit where other characters stand there. */
export function decodeSpeaker(code: number): number {
  const value = code - (ZERO & 0xffff);
  return (value & 0x1f) | ((value >>> 3) & 0x3e0) | (value & ~0x1f1f);
}

/** The four characters of a counter as a little-endian number. */
export function encodeCounter(counter: number): number {
  const low = (counter & 0x1f) | ((counter & 0x3e0) << 3);
  const high = ((counter & 0x7c00) << 6) | ((counter & 0xf8000) << 9);
  return (low | high) + ZERO;
}

export function decodeCounter(code: number): number {
  const value = code - ZERO;
  const low = (value & 0x1f) | ((value >>> 3) & 0x3e0);
  return low | ((value >>> 6) & 0x7c00) | ((value >>> 9) & 0xf8000);
}

/** The body of a speaker's message number 0: `bytes` long, ASCII. */
export function makeBody(bytes: number, speaker: number): Uint8Array<ArrayBuffer> {
  const text = FILLER.repeat(Math.ceil(bytes / FILLER.length)).slice(0, bytes - CODE_BYTES);
  const body = new Uint8Array(bytes);
  new TextEncoder().encodeInto(text, body);
  const view = new DataView(body.buffer);
  view.setUint16(bytes - CODE_BYTES, encodeSpeaker(speaker), true);
  view.setUint32(bytes - CODE_BYTES + 2, encodeCounter(0), true);
  return body;
}
