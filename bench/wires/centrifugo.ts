/**
 * Centrifugo over WebSocket: one JSON object a command. A frame of the server holds one or more
 * objects, with line ends between them.
 *
 * @module
 */

import {
  decode,
  encode,
  type Item,
  type PeerPlan,
  type Template,
  template,
  type Wire,
} from "./wire.ts";
import { frame, upgradeLine, upgradeRequest } from "./websocket.ts";

const TEXT = 0x81;
const CLOSE = 0x88;
const LF = 10;
const CR = 13;
const OPEN = 0x7b;
const SHUT = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHORT_MAX_BYTES = 125;
const IN_16_BITS = 126;
const AFTER_BODY = '","info":';

type Bytes = Uint8Array<ArrayBuffer>;

function command(value: unknown): Bytes {
  return frame(TEXT, encode(JSON.stringify(value)));
}

/** The size of the head of a frame. */
function headLength(bytes: Bytes, start: number): number {
  const size = bytes[start + 1];
  return size <= SHORT_MAX_BYTES ? 2 : size === IN_16_BITS ? 4 : 10;
}

/** The length of the JSON object at `start`; 0 while it is incomplete. */
function objectLength(bytes: Bytes, start: number, end: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) isText = !isText;
    else if (isText) continue;
    else if (byte === OPEN) depth++;
    else if (byte === SHUT && --depth === 0) return at + 1 - start;
  }
  return 0;
}

interface Reply {
  readonly subscribe?: unknown;
  readonly connect?: unknown;
  readonly error?: { readonly message: string };
  readonly push?: { readonly pub?: unknown; readonly disconnect?: { readonly reason: string } };
}

/** Reads an object that begins `skip` bytes behind the item, with the line end behind it. */
function object(bytes: Bytes, start: number, end: number, skip: number): Item | undefined {
  const size = objectLength(bytes, start + skip, end);
  if (size === 0) return undefined;
  const to = start + skip + size;
  const length = skip + size + (to < end && bytes[to] === LF ? 1 : 0);
  const json = decode(bytes, start + skip, to);
  const reply: Reply = JSON.parse(json);
  const failure = reply.error?.message ?? reply.push?.disconnect?.reason;
  if (failure !== undefined) return { kind: "refusal", length, reason: failure };
  if (json === "{}") return { kind: "question", length, answer: frame(TEXT, encode("{}")) };
  if (reply.push?.pub !== undefined) {
    return { kind: "message", length, bodyEnd: skip + json.indexOf(AFTER_BODY) };
  }
  const isReady = reply.connect !== undefined || reply.subscribe !== undefined;
  return { kind: isReady ? "ready" : "other", length };
}

export const centrifugo: Wire = {
  datagrams: false,
  isWeb: true,
  echoes: true,
  speakersListen: false,

  greeting: () => upgradeRequest("/connection/websocket"),

  // Centrifugo ends a connection that speaks before it is a WebSocket.
  entry(peer: PeerPlan) {
    const connect = command({ id: 1, connect: { name: peer.name } });
    if (!peer.listens) return connect;
    return new Uint8Array([
      ...connect,
      ...command({ id: 2, subscribe: { channel: peer.room } }),
    ]);
  },

  readies: (peer) => peer.listens ? 2 : 1,

  message(peer, body): Template {
    const head = `{"id":3,"publish":{"channel":"${peer.room}","data":"`;
    const json = template(head, body, '"}}').bytes;
    const bytes = frame(TEXT, json);
    return { bytes, bodyEnd: bytes.length - '"}}'.length };
  },

  next(bytes, start, end): Item | undefined {
    switch (bytes[start]) {
      case TEXT: {
        if (start + 2 > end) return undefined;
        const head = headLength(bytes, start);
        return start + head >= end ? undefined : object(bytes, start, end, head);
      }
      case OPEN:
        return object(bytes, start, end, 0);
      case LF:
        return { kind: "other", length: 1 };
      case CLOSE:
        return { kind: "refusal", length: end - start, reason: decode(bytes, start, end) };
      case CR:
        return start + 2 > end ? undefined : { kind: "welcome", length: 2 };
      default:
        return upgradeLine(bytes, start, end);
    }
  },
};
