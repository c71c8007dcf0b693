/**
 * What a client must know of a protocol to take part: how to come in, how to say something, and how
 * to tell one thing that the server sent from the next. Pure: bytes in, values out.
 *
 * @module
 */

/** A peer as the scene wants it. */
export interface PeerPlan {
  /** Of the same length for all peers, so that their messages are too. */
  readonly name: string;
  readonly room: string;
  /** Its number among all speakers, or -1 where it only listens. */
  readonly speaker: number;
  readonly listens: boolean;
}

/** A message ready to be sent; only the counter in its body changes. */
export interface Template {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where its body ends. */
  readonly bodyEnd: number;
  /** Where the counter's four characters stand once more, as what an acknowledgement refers to. */
  readonly idAt?: number;
}

/** The first thing in the bytes that a server sent. `length` is its number of bytes. */
export type Item =
  | { readonly kind: "message"; readonly length: number; readonly bodyEnd: number }
  | { readonly kind: "ready"; readonly length: number }
  | { readonly kind: "other"; readonly length: number }
  /** A message is durable: that with this counter, as it stands in the body. */
  | { readonly kind: "ack"; readonly length: number; readonly counterCode: number }
  | { readonly kind: "question"; readonly length: number; readonly answer: Uint8Array<ArrayBuffer> }
  | { readonly kind: "refusal"; readonly length: number; readonly reason: string };

/** One protocol, as its client sees it. */
export interface Wire {
  readonly datagrams: boolean;
  /** Whether it is spoken at the server's web port. */
  readonly isWeb?: boolean;
  /** Whether its server waits for acknowledgements before it sends more (Nagle's algorithm). */
  readonly waitsForAcks?: boolean;
  /** Whether every message is acknowledged to its speaker once it is durable, in order. */
  readonly acks?: boolean;
  /** Whether a peer that speaks and listens hears itself. */
  readonly echoes: boolean;
  /** Whether whoever speaks in a room also hears it. */
  readonly speakersListen: boolean;
  /** Everything a peer sends to come in, in one go. */
  greeting(peer: PeerPlan): Uint8Array<ArrayBuffer>;
  /** How many `ready` items answer the greeting. */
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

/** Puts a body between what goes before and after it. */
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
