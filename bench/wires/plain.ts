/**
 * hubbub's plain dialect: lines of text, received as `name: text`.
 *
 * @module
 */

import { decode, encode, type Item, lineLength, template, type Wire } from "./wire.ts";

const MESSAGE = /^peer\d{4}(?: \(#[^)]*\))?: /;
/** Notices that name a peer: the welcome, or the answer to `/nick`. */
const NAMES_A_PEER = /^server: .*peer\d{4}/;

export const plain: Wire = {
  datagrams: false,
  echoes: false,
  speakersListen: true,
  greeting: (peer) => encode(`/nick ${peer.name}\n`),
  readies: () => 1,
  message: (_peer, body) => template("", body, "\n"),

  next(bytes, start, end): Item | undefined {
    const length = lineLength(bytes, start, end);
    if (length === 0) return undefined;
    const line = decode(bytes, start, start + length).trimEnd();
    if (MESSAGE.test(line)) return { kind: "message", length, bodyEnd: line.length };
    return { kind: NAMES_A_PEER.test(line) ? "ready" : "other", length };
  },
};
