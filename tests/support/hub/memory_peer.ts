import { type Batch, receivedBytes } from "../../../batch/mod.ts";
import type { CloseReason, Member, Notice, Peer, TransportName } from "../../../hub/mod.ts";
import { STREAM_DIALECTS } from "../../../protocol/mod.ts";

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

/** Where a peer comes from. */
export interface MemoryPeerOptions {
  readonly address?: string;
  readonly transport?: TransportName;
}

const FRAMES = STREAM_DIALECTS["frames-le"];
const HEADER_BYTES = 4;
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * A peer without a socket that keeps all it gets, as bytes, in the order in which it got it.
 *
 * As with a socket's queue, chunks are kept by reference and read only when a test looks: whoever
 * writes to bytes once delivered is found out.
 */
export class MemoryPeer implements Peer {
  readonly transport: TransportName;
  readonly address: string;
  closed: CloseReason | undefined;
  #chunks: Uint8Array[] = [];
  #isSlow = false;
  #waiting: (() => void)[] = [];

  constructor({ address = "192.0.2.1", transport = "tcp" }: MemoryPeerOptions = {}) {
    this.address = address;
    this.transport = transport;
  }

  send(notice: Notice): void {
    this.#chunks.push(FRAMES.encodeNotice(notice));
  }

  deliver(batch: Batch, self: Member): void {
    batch.memory?.retain();
    this.#chunks.push(receivedBytes(batch, FRAMES.encodeBatch(batch), self));
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

  /** From now on nothing drains, as with a client that doesn't read. */
  stall(): void {
    this.#isSlow = true;
  }

  /** The client reads again. */
  resume(): void {
    this.#isSlow = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** All that came so far, in order. */
  heard(): Heard[] {
    return this.#chunks.flatMap(framesOf).map((json) => JSON.parse(decoder.decode(json)) as Heard);
  }

  /** Like {@linkcode MemoryPeer.heard}, and forgets it. */
  take(): Heard[] {
    const heard = this.heard();
    this.#chunks = [];
    return heard;
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
