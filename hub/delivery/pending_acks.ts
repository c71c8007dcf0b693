import {
  type AckText,
  Batch,
  HEADER_BYTES,
  memoryOf,
  type MessageId,
  Slab,
  type Splice,
} from "../../batch/mod.ts";
import type { Member } from "../peers/member.ts";
import { errorNotice } from "../notice.ts";
import type { Notice } from "../../vocabulary/mod.ts";

const NOTHING: Splice = { view: memoryOf(0), start: 0, end: 0 };
const SLAB_MIN_BYTES = 1024;
const decoder = new TextDecoder();

/** Says of the messages numbered `first` to `last` why they, or some of them, aren't kept. */
export type Doubt = (first: number, last: number) => string | undefined;

/**
 * What one member is promised within a turn: a batch of acks, which goes out in one piece once the
 * log has kept the messages. Each is written down at once, so nothing is remembered by message.
 */
export class PendingAcks {
  readonly #batch: Batch;
  #firstSeq = Infinity;
  #lastSeq = 0;

  constructor(readonly member: Member) {
    // As many as in the turn before: then its memory needn't grow.
    const slab = new Slab();
    slab.expectedBytes = member.acksBytes;
    this.#batch = new Batch("", member.acksBytes < SLAB_MIN_BYTES ? undefined : slab);
  }

  add(text: AckText, id: MessageId, seq: number): void {
    const jsonBytes = text.write(id, seq);
    this.#batch.append(text.view, jsonBytes, NOTHING, 0, 0, undefined);
    this.#firstSeq = Math.min(this.#firstSeq, seq);
    this.#lastSeq = Math.max(this.#lastSeq, seq);
    this.member.acksDueBytes += HEADER_BYTES + jsonBytes;
  }

  /** The turn is over: what is promised next goes with another append. */
  close(): void {
    this.member.acks = undefined;
    this.member.acksBytes = this.#batch.sizeBytes;
  }

  /** Tells the member; where there is a doubt, message by message. */
  settle(doubt: Doubt): void {
    const { member } = this;
    member.acksDueBytes -= this.#batch.sizeBytes;
    if (!member.attached) return;
    if (doubt(this.#firstSeq, this.#lastSeq) === undefined) {
      return member.peer.deliver(this.#batch, member);
    }
    for (let i = 0; i < this.#batch.count; i++) {
      const ack = JSON.parse(decoder.decode(this.#batch.json(i)));
      member.peer.send(withDoubt(ack, doubt(ack.seq, ack.seq)));
    }
  }
}

function withDoubt(ack: Notice & { event: "ack" }, doubt: string | undefined): Notice {
  if (doubt === undefined) return ack;
  const sentence = `Message ${ack.id} was delivered as ${ack.seq}, but isn't kept yet: ${doubt}`;
  return errorNotice("history-unavailable", sentence, ack.id);
}
