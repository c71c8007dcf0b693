/**
 * The dialects of hubbub that carry JSON objects: length-prefixed frames in either byte order, lines,
 * and datagrams.
 *
 * @module
 */

import {
  codeOf,
  decode,
  encode,
  type Item,
  lineLength,
  type Notice,
  otherRoomsOf,
  type PeerPlan,
  type Template,
  template,
  type Wire,
} from "./wire.ts";

const PREFIX_BYTES = 4;
const LOBBY = "lobby";
/** The answers to a thousand at once would fill the outbox. */
const JOINS_AT_ONCE = 100;

type Bytes = Uint8Array<ArrayBuffer>;

/** The framing of objects on a connection. */
export interface Framing {
  readonly datagrams: boolean;
  /** Bytes after each object. */
  readonly trailer: string;
  wrap(json: Bytes): Bytes;
  /** The bytes before the object at `start`, and its length with them; undefined while incomplete. */
  measure(bytes: Bytes, start: number, end: number): { skip: number; length: number } | undefined;
}

/** A 4-byte length in front of each object. */
export function framed(littleEndian: boolean): Framing {
  return {
    datagrams: false,
    trailer: "",
    wrap(json) {
      const frame = new Uint8Array(PREFIX_BYTES + json.length);
      new DataView(frame.buffer).setUint32(0, json.length, littleEndian);
      frame.set(json, PREFIX_BYTES);
      return frame;
    },
    measure(bytes, start, end) {
      if (start + PREFIX_BYTES > end) return undefined;
      const length = PREFIX_BYTES + new DataView(bytes.buffer).getUint32(start, littleEndian);
      return start + length > end ? undefined : { skip: PREFIX_BYTES, length };
    },
  };
}

const lines: Framing = {
  datagrams: false,
  trailer: "\n",
  wrap: (json) => new Uint8Array([...json, 10]),
  measure(bytes, start, end) {
    const length = lineLength(bytes, start, end);
    return length === 0 ? undefined : { skip: 0, length };
  },
};

const datagram: Framing = {
  datagrams: true,
  trailer: "",
  wrap: (json) => json,
  measure: (_bytes, start, end) => ({ skip: 0, length: end - start }),
};

function judge(notice: Notice, length: number, trailerBytes: number): Item {
  if (notice.error !== undefined) {
    return { kind: "refusal", length, reason: `${notice.error}: ${notice.msg}` };
  }
  if (notice.event === undefined) {
    return { kind: "message", length, bodyEnd: length - trailerBytes - '"}'.length };
  }
  if (notice.event === "ack" && notice.id !== undefined) {
    return { kind: "ack", length, counterCode: codeOf(notice.id) };
  }
  const cameIn = notice.event === "welcome" || notice.event === "join";
  const ready = cameIn && notice.peers !== undefined;
  return { kind: ready ? "ready" : "other", length };
}

/** A dialect of hubbub with a framing. */
export function hubbubWire(framing: Framing): Wire {
  const wrap = (peer: PeerPlan, msg?: string) =>
    framing.wrap(encode(JSON.stringify({ name: peer.name, msg })));
  const joins = (peer: PeerPlan, done: number): Bytes => {
    // A text without a room goes to the one that was joined last.
    const rooms = [...otherRoomsOf(peer), peer.room].slice(done, done + JOINS_AT_ONCE);
    return new Uint8Array(rooms.flatMap((room) => [...wrap(peer, `/join #${room}`)]));
  };
  return {
    datagrams: framing.datagrams,
    echoes: false,
    speakersListen: true,

    greeting(peer) {
      const hello = wrap(peer);
      if (peer.room === LOBBY) return hello;
      return new Uint8Array([...hello, ...joins(peer, 0)]);
    },

    more(peer, readies) {
      const done = readies - 1;
      const isStep = peer.room !== LOBBY && done > 0 && done % JOINS_AT_ONCE === 0;
      const bytes = isStep ? joins(peer, done) : new Uint8Array();
      return bytes.length === 0 ? undefined : bytes;
    },

    readies: (peer) => peer.room === LOBBY ? 1 : 2 + otherRoomsOf(peer).length,

    message: (peer, body) => message(framing, peer, body, '"}'),

    next(bytes, start, end): Item | undefined {
      const found = framing.measure(bytes, start, end);
      if (found === undefined) return undefined;
      const json = decode(bytes, start + found.skip, start + found.length);
      return judge(JSON.parse(json), found.length, framing.trailer.length);
    },
  };
}

/** The same with an acknowledgement of each message, by an `id` that is the counter of its body. */
function acknowledged(framing: Framing): Wire {
  const before = `","id":"`;
  return {
    ...hubbubWire(framing),
    acks: true,
    message(peer, body): Template {
      const { bytes, bodyEnd } = message(framing, peer, body, `${before}0000"}`);
      return { bytes, bodyEnd, idAt: bodyEnd + before.length };
    },
  };
}

function message(framing: Framing, { name }: PeerPlan, body: Bytes, tail: string): Template {
  const bytes = framing.wrap(template(`{"name":"${name}","msg":"`, body, tail).bytes);
  return { bytes, bodyEnd: bytes.length - framing.trailer.length - tail.length };
}

const FRAMES = framed(true);

/** Frames, each of which is told as it is. Far slower than the others. */
export const framesTold: Wire = {
  ...hubbubWire(FRAMES),
  next(bytes, start, end): Item | undefined {
    const found = FRAMES.measure(bytes, start, end);
    if (found === undefined) return undefined;
    const notice: Notice = JSON.parse(decode(bytes, start + found.skip, start + found.length));
    return { kind: "told", length: found.length, notice };
  },
};

/** The place in the log from which a client goes on. */
export interface ResumePoint {
  readonly session: string;
  readonly epoch: string;
  readonly since: number;
}

/** A hello with which a client comes back, as a frame. */
export function helloAgain({ name }: PeerPlan, point: ResumePoint): Bytes {
  return FRAMES.wrap(encode(JSON.stringify({ name, ...point })));
}

/** A text or a command, as a frame. */
export function sayText({ name }: PeerPlan, msg: string): Bytes {
  return FRAMES.wrap(encode(JSON.stringify({ name, msg })));
}

export type { Notice } from "./wire.ts";

export const framesAcked: Wire = acknowledged(framed(true));
export const framesLittleEndian: Wire = hubbubWire(framed(true));
export const framesBigEndian: Wire = hubbubWire(framed(false));
export const jsonLines: Wire = hubbubWire(lines);
export const udp: Wire = hubbubWire(datagram);
