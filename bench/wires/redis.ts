/**
 * Redis: `PUBLISH` and `SUBSCRIBE` in RESP. A peer that does both speaks RESP3, which lets one
 * connection do both.
 *
 * @module
 */

import {
  decode,
  encode,
  type Item,
  lineLength,
  otherRoomsOf,
  type PeerPlan,
  template,
  type Wire,
} from "./wire.ts";

const COLON = 0x3a;
const CRLF_BYTES = 2;

function command(...words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
}

function greeting(peer: PeerPlan): string {
  if (!peer.listens) return command("PING");
  const subscribe = command("SUBSCRIBE", peer.room, ...otherRoomsOf(peer));
  return peer.speaker < 0 ? subscribe : command("HELLO", "3") + subscribe;
}

/** The length of a run of `:number` replies, which answer PUBLISH. */
function repliesLength(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === COLON) {
    const length = lineLength(bytes, at, end);
    if (length === 0) break;
    at += length;
  }
  return at - start;
}

/** The array or push of strings at `start`, as one item. */
function array(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): Item | undefined {
  let at = start + lineLength(bytes, start, end);
  if (at === start) return undefined;
  const count = Number(decode(bytes, start + 1, at - CRLF_BYTES));
  let kind = "";
  for (let index = 0; index < count; index++) {
    const length = lineLength(bytes, at, end);
    if (length === 0) return undefined;
    const size = bytes[at] === COLON ? 0 : Number(decode(bytes, at + 1, at + length - CRLF_BYTES));
    const next = bytes[at] === COLON ? at + length : at + length + size + CRLF_BYTES;
    if (next > end) return undefined;
    if (index === 0) kind = decode(bytes, at + length, at + length + size);
    at = next;
  }
  const length = at - start;
  if (kind === "message") return { kind: "message", length, bodyEnd: length - CRLF_BYTES };
  return { kind: kind === "subscribe" ? "ready" : "other", length };
}

export const redis: Wire = {
  datagrams: false,
  echoes: true,
  speakersListen: false,
  greeting: (peer) => encode(greeting(peer)),
  readies: (peer) => peer.listens ? 1 + otherRoomsOf(peer).length : 1,

  message(peer, body) {
    const head = `*3\r\n$7\r\nPUBLISH\r\n$${peer.room.length}\r\n${peer.room}\r\n`;
    return template(`${head}$${body.length}\r\n`, body, "\r\n");
  },

  next(bytes, start, end): Item | undefined {
    const length = lineLength(bytes, start, end);
    if (length === 0) return undefined;
    switch (String.fromCharCode(bytes[start])) {
      case ":":
        return { kind: "other", length: repliesLength(bytes, start, end) };
      case "*":
      case ">":
        return array(bytes, start, end);
      case "+":
        return { kind: "ready", length };
      case "-":
        return { kind: "refusal", length, reason: decode(bytes, start, start + length) };
      default:
        return { kind: "other", length };
    }
  },
};
