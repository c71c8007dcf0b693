/**
 * NATS with JetStream: each message names an inbox; the server acknowledges there that it is stored.
 *
 * @module
 */

import { nats, natsGreeting } from "./nats.ts";
import {
  codeOf,
  decode,
  encode,
  type Item,
  lineLength,
  type Template,
  template,
  type Wire,
} from "./wire.ts";

/** The stream that keeps each message below this subject. */
export const STREAM = "bench";

const ID = "0000";

/** Reads an acknowledgement, whose subject ends in the counter. A refusal has `error` for `seq`. */
function ackIn(subject: string, payload: string, length: number): Item {
  const answer: { error?: { description?: string } } = JSON.parse(payload);
  if (answer.error !== undefined) return { kind: "refusal", length, reason: payload };
  return { kind: "ack", length, counterCode: codeOf(subject.slice(-ID.length)) };
}

export const jetstream: Wire = {
  ...nats,
  acks: true,
  greeting: (peer) => encode(natsGreeting(peer.name, `_INBOX.${peer.name}.*`)),

  message(peer, body): Template {
    const inbox = `PUB ${STREAM}.${peer.room} _INBOX.${peer.name}.`;
    const { bytes, bodyEnd } = template(`${inbox}${ID} ${body.length}\r\n`, body, "\r\n");
    return { bytes, bodyEnd, idAt: inbox.length };
  },

  next(bytes, start, end): Item | undefined {
    const item = nats.next(bytes, start, end);
    if (item?.kind !== "message") return item;
    const head = lineLength(bytes, start, end);
    const [, subject] = decode(bytes, start, start + head).split(" ", 2);
    return ackIn(subject, decode(bytes, start + head, start + item.bodyEnd), item.length);
  },
};
