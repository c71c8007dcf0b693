import type { Chunk } from "./chunk.ts";

/**
 * What is posted to the store's thread and kept in one go, as bytes that the journal writes as they
 * are. All numbers are little-endian, times and numbers of messages floating (8 bytes).
 *
 * In front: its size (4 bytes), a checksum (4), its place in the journal (8), the time of its newest
 * message in milliseconds (8), where its ids begin (4), how many there are (4). Then its chunks; then
 * the ids as in {@linkcode IdPack}.
 */
export const RECORD_HEADER_BYTES = 32;
export const SIZE_AT = 0;
export const CHECKSUM_AT = 4;
export const POSITION_AT = 8;
export const TIME_AT = 16;
export const IDS_AT = 24;
export const ID_COUNT_AT = 28;

/** The checksum covers what stands behind it. */
export const CHECKED_FROM = CHECKSUM_AT + 4;

/**
 * In front of each chunk: its first and its last number (8 bytes each), the time of its newest
 * message (8), how many there are (4), the bytes of its bodies, of its distances (4 each), of its
 * scope's name and of its receiver's (2 each). Then scope, receiver, bodies and distances.
 */
export const CHUNK_HEADER_BYTES = 40;

/** Stands for the size of a receiver's name where there is none. */
export const NO_RECEIVER = 0xffff;

const decoder = new TextDecoder();

/** Where the parts of a chunk begin. */
interface Places {
  readonly scope: number;
  readonly receiver: number;
  readonly bodies: number;
  readonly seqs: number;
  /** Where the next chunk begins. */
  readonly end: number;
}

function placesOf(view: DataView, at: number): Places {
  const receiverBytes = view.getUint16(at + 38, true);
  const scope = at + CHUNK_HEADER_BYTES;
  const receiver = scope + view.getUint16(at + 36, true);
  const bodies = receiver + (receiverBytes === NO_RECEIVER ? 0 : receiverBytes);
  const seqs = bodies + view.getUint32(at + 28, true);
  return { scope, receiver, bodies, seqs, end: seqs + view.getUint32(at + 32, true) };
}

/** The chunks of a record, as views of it. */
export function chunksOf(record: Uint8Array): Chunk[] {
  const view = viewOf(record);
  const end = view.getUint32(IDS_AT, true);
  const chunks: Chunk[] = [];
  for (let at = RECORD_HEADER_BYTES; at < end;) {
    const places = placesOf(view, at);
    const hasReceiver = view.getUint16(at + 38, true) !== NO_RECEIVER;
    const receiver = record.subarray(places.receiver, places.bodies);
    chunks.push({
      scope: decoder.decode(record.subarray(places.scope, places.receiver)),
      firstSeq: view.getFloat64(at, true),
      lastSeq: view.getFloat64(at + 8, true),
      timeMs: view.getFloat64(at + 16, true),
      count: view.getUint32(at + 24, true),
      receiver: hasReceiver ? decoder.decode(receiver) : undefined,
      bodies: record.subarray(places.bodies, places.seqs),
      seqs: places.seqs === places.end ? undefined : record.subarray(places.seqs, places.end),
    });
    at = places.end;
  }
  return chunks;
}

/** What a record has of one scope. */
export interface ScopePart {
  /** Messages. */
  count: number;
  /** The newest number. */
  lastSeq: number;
}

/** What a record has of each scope, for which its chunks needn't be taken apart. */
function partsOf(record: Uint8Array): Map<string, ScopePart> {
  const view = viewOf(record);
  const end = view.getUint32(IDS_AT, true);
  const parts = new Map<string, ScopePart>();
  for (let at = RECORD_HEADER_BYTES; at < end;) {
    const places = placesOf(view, at);
    const scope = decoder.decode(record.subarray(places.scope, places.receiver));
    const count = view.getUint32(at + 24, true);
    const lastSeq = view.getFloat64(at + 8, true);
    const part = parts.get(scope);
    if (part === undefined) parts.set(scope, { count, lastSeq });
    else {
      part.count += count;
      part.lastSeq = lastSeq;
    }
    at = places.end;
  }
  return parts;
}

/** The ids of a record. */
export interface RecordIds {
  /** As {@linkcode IdPack} has packed them; undefined for none. */
  readonly ids: Uint8Array | undefined;
  readonly idCount: number;
  /** The time of the newest, in milliseconds. */
  readonly timeMs: number;
}

/** The ids of a record. */
export function idsOf(record: Uint8Array): RecordIds {
  const view = viewOf(record);
  const idsAt = view.getUint32(IDS_AT, true);
  return {
    ids: idsAt === record.length ? undefined : record.subarray(idsAt),
    idCount: view.getUint32(ID_COUNT_AT, true),
    timeMs: view.getFloat64(TIME_AT, true),
  };
}

export function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** A record that is taken apart when somebody asks for what is in it. */
export class LogRecord {
  #chunks: readonly Chunk[] | undefined;
  #parts: ReadonlyMap<string, ScopePart> | undefined;

  constructor(readonly bytes: Uint8Array) {}

  /** Its place in the journal. */
  get position(): number {
    return viewOf(this.bytes).getFloat64(POSITION_AT, true);
  }

  get idCount(): number {
    return viewOf(this.bytes).getUint32(ID_COUNT_AT, true);
  }

  get chunks(): readonly Chunk[] {
    return this.#chunks ??= chunksOf(this.bytes);
  }

  get parts(): ReadonlyMap<string, ScopePart> {
    return this.#parts ??= partsOf(this.bytes);
  }

  get ids(): RecordIds {
    return idsOf(this.bytes);
  }
}
