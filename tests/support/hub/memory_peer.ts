import { type Batch, receivedBytes } from "../../../batch/mod.ts";
import {
  ChatError,
  type CloseReason,
  type Member,
  type Notice,
  type Peer,
  refusalNotice,
  type TransportName,
} from "../../../hub/mod.ts";
import { type Dialect, STREAM_DIALECTS } from "../../../protocol/mod.ts";
import { joined } from "../bytes/joined.ts";

/** One JSON object that a peer has got: a message has a `seq`, a notice an `event`. */
export interface Heard extends Readonly<Record<PropertyKey, unknown>> {
  readonly name: string;
  readonly msg: string;
  readonly seq?: number;
  readonly time?: string;
  readonly to?: string;
  readonly replay?: true;
  readonly event?: string;
  readonly error?: string;
}

/** The origin and the dialect of a {@linkcode MemoryPeer}. */
export interface MemoryPeerOptions {
  readonly address?: string;
  readonly transport?: TransportName;
  /** Absent: frames in little-endian order, the one that {@linkcode MemoryPeer.heard} reads. */
  readonly dialect?: Dialect;
}

const FRAMES = STREAM_DIALECTS["frames-le"];
const HEADER_BYTES = 4;
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * A peer without a socket that keeps all delivered bytes in order.
 *
 * As a socket's queue does, it keeps chunks by reference, and reads them only when a test asks: so a
 * test fails where the hub changes bytes after their delivery.
 */
export class MemoryPeer implements Peer {
  readonly transport: TransportName;
  readonly address: string;
  readonly dialect: Dialect;
  closed: CloseReason | undefined;
  #chunks: Uint8Array[] = [];
  #isSlow = false;
  #waiting: (() => void)[] = [];
  #expecting: (() => void)[] = [];

  constructor(
    { address = "192.0.2.1", transport = "tcp", dialect = FRAMES }: MemoryPeerOptions = {},
  ) {
    this.address = address;
    this.transport = transport;
    this.dialect = dialect;
  }

  send(notice: Notice): void {
    this.#chunks.push(this.dialect.encodeNotice(notice));
    for (const resolve of this.#expecting.splice(0)) resolve();
  }

  refuse(refusal: unknown, id: string | undefined): void {
    if (!(refusal instanceof ChatError)) throw refusal;
    this.send(refusalNotice(refusal, id));
  }

  /** Resolves at the next notice. */
  nextNotice(): Promise<void> {
    return new Promise((resolve) => this.#expecting.push(resolve));
  }

  deliver(batch: Batch, self: Member): void {
    batch.memory?.retain();
    this.#chunks.push(receivedBytes(batch, this.dialect.encodeBatch(batch), self));
  }

  close(reason: CloseReason): void {
    this.closed ??= reason;
  }

  backlogBytes(): number {
    return this.#isSlow ? 1 : 0;
  }

  drained(): Promise<void> {
    if (!this.#isSlow) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Drains nothing from now on, as with a client that doesn't read. */
  stall(): void {
    this.#isSlow = true;
  }

  /** Drains again, as when the client reads again. */
  resume(): void {
    this.#isSlow = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** All messages and notices so far, in order. */
  heard(): Heard[] {
    return this.#chunks.flatMap(framesOf).map((json) => JSON.parse(decoder.decode(json)) as Heard);
  }

  /** The messages and notices since the last call. */
  heardSince(): Heard[] {
    const heard = this.heard();
    this.#chunks = [];
    return heard;
  }

  /** The bytes since the last call, in the peer's dialect. */
  bytesSince(): Uint8Array {
    return joined(this.#chunks.splice(0));
  }
}

/** The JSON of each frame in a chunk, which holds whole frames only. */
function framesOf(chunk: Uint8Array): Uint8Array[] {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const frames: Uint8Array[] = [];
  for (let at = 0; at < chunk.length;) {
    const end = at + HEADER_BYTES + view.getUint32(at, true);
    if (end > chunk.length) throw new Error(`a frame ends at ${end} of ${chunk.length} bytes`);
    frames.push(chunk.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return frames;
}
