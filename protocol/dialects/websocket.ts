import type { Batch, Encoding } from "../../batch/mod.ts";
import type { ClientMessage, Notice } from "../../hub/mod.ts";
import type { Dialect } from "../dialect.ts";
import { decodeMessage } from "../message_codec.ts";

const encoder = new TextEncoder();

/** The first byte of a text message in one frame: FIN and opcode 1 (RFC 6455 section 5.2). */
const TEXT = 0x81;
/** The longest payload whose length fits into the second byte. Longer ones have 16 bits after it. */
const SHORT_MAX_BYTES = 125;
const IN_16_BITS = 126;

/**
 * The dialect of WebSocket: each text message is one JSON object. It encodes whole frames, unmasked as
 * a server sends them, so that all browsers share the same bytes, as TCP peers do. It decodes payloads:
 * the WebSocket library unmasks them and joins fragments.
 */
export class WebSocketText implements Dialect {
  readonly name = "websocket";
  readonly isJson = true;

  decode(bytes: Uint8Array, start: number, end: number): ClientMessage {
    return decodeMessage(bytes, start, end);
  }

  encodeNotice(notice: Notice): Uint8Array {
    const json = encoder.encode(JSON.stringify(notice));
    const frame = new Uint8Array(frameBytes(json.length));
    writeFrame(json, frame, 0);
    return frame;
  }

  encodeBatch(batch: Batch): Encoding {
    const known = batch.encodings.get(this.name);
    if (known !== undefined) return known;
    const offsets = [0];
    for (let i = 0; i < batch.count; i++) {
      offsets.push(offsets[i] + frameBytes(batch.json(i).length));
    }
    const bytes = new Uint8Array(offsets[batch.count]);
    for (let i = 0; i < batch.count; i++) writeFrame(batch.json(i), bytes, offsets[i]);
    const encoding = { bytes, offsets };
    batch.encodings.set(this.name, encoding);
    return encoding;
  }
}

/** Returns the payloads of frames that this dialect has encoded. */
export function textPayloads(frames: Uint8Array): Uint8Array[] {
  const payloads: Uint8Array[] = [];
  for (let at = 0; at < frames.length;) {
    const isShort = frames[at + 1] <= SHORT_MAX_BYTES;
    const start = at + (isShort ? 2 : 4);
    at = start + (isShort ? frames[at + 1] : frames[at + 2] << 8 | frames[at + 3]);
    payloads.push(frames.subarray(start, at));
  }
  return payloads;
}

function frameBytes(jsonBytes: number): number {
  return jsonBytes + (jsonBytes <= SHORT_MAX_BYTES ? 2 : 4);
}

/** Writes a frame. No message is longer than 16 bits can say, so the form with 64 isn't needed. */
function writeFrame(json: Uint8Array, out: Uint8Array, at: number): void {
  out[at] = TEXT;
  if (json.length <= SHORT_MAX_BYTES) {
    out[at + 1] = json.length;
    out.set(json, at + 2);
    return;
  }
  out[at + 1] = IN_16_BITS;
  out[at + 2] = json.length >> 8;
  out[at + 3] = json.length;
  out.set(json, at + 4);
}

/** The kind of WebSocket messages that carry lines of IRC. */
export type LineKind = "text" | "binary";

const BINARY = 0x82;

/**
 * Returns lines of IRC as frames: each line is a message, without its line end
 * (https://ircv3.net/specs/extensions/websocket).
 *
 * @param lines Whole lines, each with CR LF.
 */
export function lineFrames(lines: Uint8Array, kind: LineKind): Uint8Array {
  const ends: number[] = [];
  let sizeBytes = 0;
  for (let start = 0; start < lines.length; start = ends.at(-1)! + LINE_END_BYTES) {
    const end = lines.indexOf(LF, start) - 1;
    ends.push(end);
    sizeBytes += frameBytes(end - start);
  }
  const frames = new Uint8Array(sizeBytes);
  let at = 0;
  let start = 0;
  for (const end of ends) {
    writeFrame(lines.subarray(start, end), frames, at);
    if (kind === "binary") frames[at] = BINARY;
    at += frameBytes(end - start);
    start = end + LINE_END_BYTES;
  }
  return frames;
}

const LF = 0x0a;
const LINE_END_BYTES = 2;

/** The dialect keeps no state, so all connections share it. */
export const WEBSOCKET: WebSocketText = new WebSocketText();
