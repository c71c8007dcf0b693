/**
 * NATS: `PUB`, `SUB` and `MSG` lines without acknowledgements (`verbose: false`), as its clients do.
 *
 * @module
 */

import {
  decode,
  encode,
  type Item,
  lineLength,
  otherRoomsOf,
  template,
  type Wire,
} from "./wire.ts";

const CRLF_BYTES = 2;

/** All the bytes with which a client joins; the answer to its `PING` shows that it has. */
export function natsGreeting(name: string, ...subscriptions: readonly string[]): string {
  const options = JSON.stringify({
    verbose: false,
    pedantic: false,
    echo: false,
    name,
    lang: "bench",
    version: "0",
    protocol: 1,
  });
  const lines = subscriptions.map((subject, index) => `SUB ${subject} ${index + 1}\r\n`);
  return `CONNECT ${options}\r\n${lines.join("")}PING\r\n`;
}

export const nats: Wire = {
  datagrams: false,
  echoes: false,
  speakersListen: false,
  greeting: (peer) => {
    const rooms = peer.listens ? [peer.room, ...otherRoomsOf(peer)] : [];
    return encode(natsGreeting(peer.name, ...rooms));
  },
  readies: () => 1,
  message: (peer, body) => template(`PUB ${peer.room} ${body.length}\r\n`, body, "\r\n"),

  next(bytes, start, end): Item | undefined {
    const length = lineLength(bytes, start, end);
    if (length === 0) return undefined;
    const line = decode(bytes, start, start + length - CRLF_BYTES);
    const verb = line.slice(0, 4).trimEnd();
    switch (verb) {
      case "MSG": {
        const bodyEnd = length + Number(line.slice(line.lastIndexOf(" ") + 1));
        if (start + bodyEnd + CRLF_BYTES > end) return undefined;
        return { kind: "message", length: bodyEnd + CRLF_BYTES, bodyEnd };
      }
      case "PONG":
        return { kind: "ready", length };
      case "PING":
        return { kind: "question", length, answer: encode("PONG\r\n") };
      case "-ERR":
        return { kind: "refusal", length, reason: line };
      default:
        return { kind: "other", length };
    }
  },
};
