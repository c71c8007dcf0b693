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
 * The acks that one member is promised within a turn, as one batch. The batch is delivered once the
 * messages are persisted. Each ack is encoded at once, so a message leaves no object behind.
 */
export class PendingAcks {
  readonly #batch: Batch;
  #firstSeq = Infinity;
  #lastSeq = 0;

  /** @param expectedBytes Bytes of the acks of an earlier turn. With as many, the memory needn't grow. */
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
   * Sends the acks to the member that they were promised to. If one message isn't persisted, `send`
   * answers every message separately, with an ack or an error.
   */
  send(peer: Peer, self: Author, failureOf: FailureOf): void {
    if (failureOf(this.#firstSeq, this.#lastSeq) === undefined) {
      return peer.deliver(this.#batch, self);
    }
    for (let i = 0; i < this.#batch.count; i++) {
      const ack = JSON.parse(decoder.decode(this.#batch.json(i)));
      peer.send(answerTo(ack, failureOf(ack.seq, ack.seq)));
    }
  }
}

/** Returns the reason why a message from `first` to `last` isn't persisted; undefined where all are. */
export type FailureOf = (first: number, last: number) => string | undefined;

function answerTo(ack: Notice & { event: "ack" }, failure: string | undefined): Notice {
  if (failure === undefined) return ack;
  const sentence = `Message ${ack.id} was delivered as ${ack.seq}, but isn't kept yet: ${failure}`;
  return errorNotice("history-unavailable", sentence, ack.id);
}
