/**
 * hubbub over WebSocket: an HTTP upgrade, then one JSON object a text frame. The mask that RFC 6455
 * demands of clients is zero, so that a message's counter can be changed in place.
 *
 * @module
 */

import { framed, type Framing, hubbubWire } from "./hubbub.ts";
import { decode, encode, type Item, lineLength, type Wire } from "./wire.ts";

const TEXT = 0x81;
const CLOSE = 0x88;
const PING = 0x89;
const PONG = 0x8a;
const MASKED = 0x80;
const NO_MASK = [0, 0, 0, 0];
const SHORT_MAX_BYTES = 125;
const IN_16_BITS = 126;

type Bytes = Uint8Array<ArrayBuffer>;

/** The request that makes a connection of HTTP a WebSocket. */
export function upgradeRequest(path: string): Bytes {
  return encode(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
}

const REQUEST = upgradeRequest("/ws");

/** A client's frame of up to 64 KiB. */
export function frame(opcode: number, payload: Bytes): Bytes {
  const { length } = payload;
  const size = length <= SHORT_MAX_BYTES
    ? [MASKED | length]
    : [MASKED | IN_16_BITS, length >> 8, length & 0xff];
  return new Uint8Array([opcode, ...size, ...NO_MASK, ...payload]);
}

const framing: Framing = {
  ...framed(true),
  wrap: (json) => frame(TEXT, json),
  measure(bytes, start, end) {
    if (start + 4 > end) return undefined;
    const size = bytes[start + 1];
    const isShort = size <= SHORT_MAX_BYTES;
    const skip = isShort ? 2 : 4;
    const length = skip + (isShort ? size : (bytes[start + 2] << 8) | bytes[start + 3]);
    return start + length > end ? undefined : { skip, length };
  },
};

const base = hubbubWire(framing);

/** One line of the server's answer to the upgrade. */
export function upgradeLine(bytes: Bytes, start: number, end: number): Item | undefined {
  const length = lineLength(bytes, start, end);
  if (length === 0) return undefined;
  const line = decode(bytes, start, start + length).trim();
  const refused = line.startsWith("HTTP/1.1 ") && !line.startsWith("HTTP/1.1 101");
  return refused ? { kind: "refusal", length, reason: line } : { kind: "other", length };
}

function control(bytes: Bytes, start: number, end: number): Item | undefined {
  const found = framing.measure(bytes, start, end);
  if (found === undefined) return undefined;
  const { skip, length } = found;
  const payload = bytes.slice(start + skip, start + length);
  if (bytes[start] === PING) return { kind: "question", length, answer: frame(PONG, payload) };
  return { kind: "refusal", length, reason: `closed: ${decode(payload, 2, payload.length)}` };
}

export const websocket: Wire = {
  ...base,
  isWeb: true,
  greeting: (peer) => new Uint8Array([...REQUEST, ...base.greeting(peer)]),

  next(bytes, start, end): Item | undefined {
    switch (bytes[start]) {
      case TEXT:
        return base.next(bytes, start, end);
      case PING:
      case CLOSE:
        return control(bytes, start, end);
      default:
        return upgradeLine(bytes, start, end);
    }
  },
};
