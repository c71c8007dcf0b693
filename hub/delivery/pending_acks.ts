import {
  type AckText,
  type Author,
  Batch,
  HEADER_BYTES,
  memoryOf,
  type MessageId,
  Slab,
  type Splice,
} from "../../batch/mod.ts";
import { errorNotice } from "../notice.ts";
import type { Peer } from "../peers/peer.ts";
import type { Notice } from "../../vocabulary/mod.ts";

const NOTHING: Splice = { view: memoryOf(0), start: 0, end: 0 };
const SLAB_MIN_BYTES = 1024;
const decoder = new TextDecoder();

/**
 * The acks that one member is promised within a turn, as one batch. It goes out in one piece once
 * the log has kept the messages. Each ack is encoded at once, so nothing is remembered by message.
 */
export class PendingAcks {
  readonly #batch: Batch;
  #firstSeq = Infinity;
  #lastSeq = 0;

  /** @param expectedBytes Size of the turn before: with as many acks, the memory needn't grow. */
  constructor(expectedBytes: number) {
    const slab = new Slab();
    slab.expectedBytes = expectedBytes;
    this.#batch = new Batch("", expectedBytes < SLAB_MIN_BYTES ? undefined : slab);
  }

  get sizeBytes(): number {
    return this.#batch.sizeBytes;
  }

  /** Appends an ack and returns the bytes that it takes. */
  append(text: AckText, id: MessageId, seq: number): number {
    const jsonBytes = text.write(id, seq);
    this.#batch.append(text.view, jsonBytes, NOTHING, 0, 0, undefined);
    this.#firstSeq = Math.min(this.#firstSeq, seq);
    this.#lastSeq = Math.max(this.#lastSeq, seq);
    return HEADER_BYTES + jsonBytes;
  }

  /**
   * Sends the acks to the member that they were promised to. Where there is a doubt, each message
   * gets an ack or an error of its own.
   */
  send(peer: Peer, self: Author, doubt: Doubt): void {
    if (doubt(this.#firstSeq, this.#lastSeq) === undefined) return peer.deliver(this.#batch, self);
    for (let i = 0; i < this.#batch.count; i++) {
      const ack = JSON.parse(decoder.decode(this.#batch.json(i)));
      peer.send(withDoubt(ack, doubt(ack.seq, ack.seq)));
    }
  }
}

/** Says of the messages numbered `first` to `last` why they, or some of them, aren't kept. */
export type Doubt = (first: number, last: number) => string | undefined;

function withDoubt(ack: Notice & { event: "ack" }, doubt: string | undefined): Notice {
  if (doubt === undefined) return ack;
  const sentence = `Message ${ack.id} was delivered as ${ack.seq}, but isn't kept yet: ${doubt}`;
  return errorNotice("history-unavailable", sentence, ack.id);
}
