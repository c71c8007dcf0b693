/**
 * A protocol as its client needs it: joining, sending a message, and splitting the server's bytes into
 * items. Pure: bytes in, values out.
 *
 * @module
 */

/** A peer of a scene. */
export interface PeerPlan {
  /** All names have one length, so that all messages have. */
  readonly name: string;
  readonly room: string;
  /** Its number among all speakers, or -1 where it only listens. */
  readonly speaker: number;
  readonly listens: boolean;
  /** Rooms that it is in besides, the same for all peers. */
  readonly otherRooms?: number;
}

/** The names of a peer's further rooms. */
export function otherRoomsOf({ otherRooms = 0 }: PeerPlan): readonly string[] {
  return Array.from({ length: otherRooms }, (_, index) => `other${index}`);
}

/** A message that is ready to be sent; only the counter in its body changes. */
export interface Template {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The end of its body. */
  readonly bodyEnd: number;
  /** The place of its id: the counter's four characters once more, for the acknowledgement. */
  readonly idAt?: number;
}

/** The fields of hubbub's messages and notices that the bench reads. */
export interface Notice {
  readonly seq?: number;
  readonly event?: string;
  readonly error?: string;
  readonly msg?: string;
  readonly id?: string;
  readonly session?: string;
  readonly epoch?: string;
  /** The peers that an answer counts. */
  readonly count?: number;
  /** The peers in the room. Only a peer that joins gets them. */
  readonly peers?: readonly string[];
}

/** The first item in the bytes of a server. `length` is its number of bytes. */
export type Item =
  | { readonly kind: "message"; readonly length: number; readonly bodyEnd: number }
  | { readonly kind: "ready"; readonly length: number }
  /** The server has let the peer in: it sends its `entry` now. */
  | { readonly kind: "welcome"; readonly length: number }
  | { readonly kind: "other"; readonly length: number }
  /** The message with this counter is durable; the counter is as in the body. */
  | { readonly kind: "ack"; readonly length: number; readonly counterCode: number }
  /** Any message or notice of hubbub, for loads that read all of them. */
  | { readonly kind: "told"; readonly length: number; readonly notice: Notice }
  | { readonly kind: "question"; readonly length: number; readonly answer: Uint8Array<ArrayBuffer> }
  | { readonly kind: "refusal"; readonly length: number; readonly reason: string };

/** A protocol, as its client sees it. */
export interface Wire {
  readonly datagrams: boolean;
  /** True: it is spoken at the server's web port. */
  readonly isWeb?: boolean;
  /** True: its server waits for TCP's acknowledgements before it sends more (Nagle's algorithm). */
  readonly waitsForAcks?: boolean;
  /** True: each message is acknowledged to its speaker once it is durable, in order. */
  readonly acks?: boolean;
  /** True: a peer that speaks and listens hears itself. */
  readonly echoes: boolean;
  /** True: each speaker in a room also hears it. */
  readonly speakersListen: boolean;
  /** The bytes with which a peer joins; all of them, unless there is an `entry`. */
  greeting(peer: PeerPlan): Uint8Array<ArrayBuffer>;
  /** The rest of them, for servers that must have welcomed the peer before. */
  entry?(peer: PeerPlan): Uint8Array<ArrayBuffer>;
  /** The bytes that follow once so many items were `ready`, for a greeting that comes in steps. */
  more?(peer: PeerPlan, readies: number): Uint8Array<ArrayBuffer> | undefined;
  /** The number of `ready` items that answer the greeting. */
  readies(peer: PeerPlan): number;
  message(peer: PeerPlan, body: Uint8Array<ArrayBuffer>): Template;
  /** The item at `start`, or undefined while it isn't complete at `end`. Not for the hot path. */
  next(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): Item | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

export function decode(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** Four characters as the little-endian number that counters are compared by. */
export function codeOf(id: string): number {
  return [...id].reduceRight((code, char) => code << 8 | char.charCodeAt(0), 0);
}

/** Puts a body between a head and a tail. */
export function template(
  head: string | Uint8Array<ArrayBuffer>,
  body: Uint8Array<ArrayBuffer>,
  tail: string,
): Template {
  const before = typeof head === "string" ? encode(head) : head;
  const after = encode(tail);
  const bytes = new Uint8Array(before.length + body.length + after.length);
  bytes.set(before);
  bytes.set(body, before.length);
  bytes.set(after, before.length + body.length);
  return { bytes, bodyEnd: before.length + body.length };
}

const LF = 10;

/** The length of the line at `start` with its end, or 0 while it has none. */
export function lineLength(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === LF) return at + 1 - start;
  }
  return 0;
}
