import type { Chunk } from "./chunk.ts";

/**
 * A record is one commit's messages and ids, as bytes that the journal writes unchanged. The
 * server's thread builds it (`RecordBuilder`), the store's thread commits and reads it. Integers
 * are little-endian; times and message numbers are 8-byte floats.
 *
 * The header: the record's size (4 bytes), its checksum (4), its position in the journal (8), the
 * time of its newest message in milliseconds (8), the offset of its ids (4), their number (4).
 * After it: the chunks, then the ids as in {@linkcode IdPack}.
 */
export const RECORD_HEADER_BYTES = 32;
export const SIZE_AT = 0;
export const CHECKSUM_AT = 4;
export const POSITION_AT = 8;
export const TIME_AT = 16;
export const IDS_AT = 24;
export const ID_COUNT_AT = 28;

/** The checksum covers all bytes from here on. */
export const CHECKED_FROM = CHECKSUM_AT + 4;

/**
 * The header of each chunk: its first and last number (8 bytes each), the time of its newest
 * message (8), its number of messages (4), the sizes of its bodies and its distances (4 each), of
 * its scope's name and of its receiver's name (2 each). Then scope, receiver, bodies and distances.
 */
export const CHUNK_HEADER_BYTES = 40;

/** The size of the receiver's name if there is no receiver. */
export const NO_RECEIVER = 0xffff;

const decoder = new TextDecoder();

/** The offsets of a chunk's parts in its record. */
interface PartOffsets {
  readonly scope: number;
  readonly receiver: number;
  readonly bodies: number;
  readonly seqs: number;
  /** The offset of the next chunk. */
  readonly end: number;
}

function offsetsOf(view: DataView, at: number): PartOffsets {
  const receiverBytes = view.getUint16(at + 38, true);
  const scope = at + CHUNK_HEADER_BYTES;
  const receiver = scope + view.getUint16(at + 36, true);
  const bodies = receiver + (receiverBytes === NO_RECEIVER ? 0 : receiverBytes);
  const seqs = bodies + view.getUint32(at + 28, true);
  return { scope, receiver, bodies, seqs, end: seqs + view.getUint32(at + 32, true) };
}

/** Returns the chunks of a record, as views of its bytes. */
export function chunksOf(record: Uint8Array): Chunk[] {
  const view = viewOf(record);
  const end = view.getUint32(IDS_AT, true);
  const chunks: Chunk[] = [];
  for (let at = RECORD_HEADER_BYTES; at < end;) {
    const offsets = offsetsOf(view, at);
    const hasReceiver = view.getUint16(at + 38, true) !== NO_RECEIVER;
    const receiver = record.subarray(offsets.receiver, offsets.bodies);
    chunks.push({
      scope: decoder.decode(record.subarray(offsets.scope, offsets.receiver)),
      firstSeq: view.getFloat64(at, true),
      lastSeq: view.getFloat64(at + 8, true),
      timeMs: view.getFloat64(at + 16, true),
      count: view.getUint32(at + 24, true),
      receiver: hasReceiver ? decoder.decode(receiver) : undefined,
      bodies: record.subarray(offsets.bodies, offsets.seqs),
      seqs: offsets.seqs === offsets.end ? undefined : record.subarray(offsets.seqs, offsets.end),
    });
    at = offsets.end;
  }
  return chunks;
}

/** A record's messages of one scope. */
export interface ScopePart {
  /** Messages. */
  count: number;
  /** The number of the newest message. */
  lastSeq: number;
}

/** Counts a record's messages by scope without decoding its chunks. */
function partsOf(record: Uint8Array): Map<string, ScopePart> {
  const view = viewOf(record);
  const end = view.getUint32(IDS_AT, true);
  const parts = new Map<string, ScopePart>();
  for (let at = RECORD_HEADER_BYTES; at < end;) {
    const offsets = offsetsOf(view, at);
    const scope = decoder.decode(record.subarray(offsets.scope, offsets.receiver));
    const count = view.getUint32(at + 24, true);
    const lastSeq = view.getFloat64(at + 8, true);
    const part = parts.get(scope);
    if (part === undefined) parts.set(scope, { count, lastSeq });
    else {
      part.count += count;
      part.lastSeq = lastSeq;
    }
    at = offsets.end;
  }
  return parts;
}

/** The ids of a record. */
export interface RecordIds {
  /** A pack of {@linkcode IdPack}; undefined if no message has an id. */
  readonly ids: Uint8Array | undefined;
  readonly idCount: number;
  /** The time of the newest message, in milliseconds. */
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

/** A record that decodes its parts when they are first read. */
export class LogRecord {
  #chunks: readonly Chunk[] | undefined;
  #parts: ReadonlyMap<string, ScopePart> | undefined;

  constructor(readonly bytes: Uint8Array) {}

  /** Its position in the journal. */
  get position(): number {
    return viewOf(this.bytes).getFloat64(POSITION_AT, true);
  }

  /** The number of one of its messages. The numbers of a record are above those of earlier ones. */
  get someSeq(): number {
    return viewOf(this.bytes).getFloat64(RECORD_HEADER_BYTES, true);
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
