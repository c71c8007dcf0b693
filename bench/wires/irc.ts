/**
 * IRC as its servers speak it: `JOIN` once the server has welcomed the peer, and `PRIVMSG`.
 *
 * @module
 */

import { decode, encode, type Item, lineLength, template, type Wire } from "./wire.ts";

const CRLF_BYTES = 2;
const WELCOME = "001";
const END_OF_NAMES = "366";

export const irc: Wire = {
  datagrams: false,
  waitsForAcks: true,
  echoes: false,
  speakersListen: true,
  greeting: (peer) => encode(`NICK ${peer.name}\r\nUSER u 0 * :u\r\n`),
  // InspIRCd refuses a JOIN that comes before its welcome.
  entry: (peer) => encode(`JOIN #${peer.room}\r\n`),
  readies: () => 1,
  message: (peer, body) => template(`PRIVMSG #${peer.room} :`, body, "\r\n"),

  next(bytes, start, end): Item | undefined {
    const length = lineLength(bytes, start, end);
    if (length === 0) return undefined;
    const line = decode(bytes, start, start + length - CRLF_BYTES);
    if (line.startsWith("PING")) {
      return { kind: "question", length, answer: encode(`PONG${line.slice(4)}\r\n`) };
    }
    if (line.startsWith("ERROR")) return { kind: "refusal", length, reason: line };
    const [, verb] = line.split(" ", 2);
    if (verb === "PRIVMSG") return { kind: "message", length, bodyEnd: length - CRLF_BYTES };
    if (verb === WELCOME) return { kind: "welcome", length };
    if (verb === END_OF_NAMES) return { kind: "ready", length };
    const refused = /^4(?!22)\d\d$/.test(verb);
    return refused ? { kind: "refusal", length, reason: line } : { kind: "other", length };
  },
};
