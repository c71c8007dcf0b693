import type { Batch, Encoding } from "../../batch/mod.ts";
import type { ClientMessage, Notice } from "../../hub/mod.ts";
import type { Dialect } from "../dialect.ts";
import { decodeMessage } from "../message_codec.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Server-Sent Events (the HTML standard, section 9.2). A message is an event without a name and with
 * an `id:` by which a client resumes. A notice of the hub is an event called `notice`.
 */
export class Events implements Dialect {
  readonly name = "events";
  readonly isJson = true;
  /** The last `id:` in a turn's bytes. Many peers share these bytes, and none searches them again. */
  readonly #lastIds = new WeakMap<Uint8Array, string | undefined>();

  /** @param log The log that the ids count in. Its epoch may change. */
  constructor(readonly log: { readonly epoch: string }) {}

  decode(bytes: Uint8Array, start: number, end: number): ClientMessage {
    return decodeMessage(bytes, start, end);
  }

  encodeNotice(notice: Notice): Uint8Array {
    return encoder.encode(noticeEvent(JSON.stringify(notice)));
  }

  encodeBatch(batch: Batch): Encoding {
    const known = batch.encodings.get(this.name);
    if (known !== undefined) return known;
    const parts: Uint8Array[] = [];
    const offsets = [0];
    let lastSeq = 0;
    for (const [i, seq] of batch.seqs().entries()) {
      if (seq !== 0) lastSeq = seq;
      const json = decoder.decode(batch.json(i));
      const part = seq === 0 ? noticeEvent(json) : `id: ${this.idOf(seq)}\ndata: ${json}\n\n`;
      parts.push(encoder.encode(part));
      offsets.push(offsets[i] + parts[i].length);
    }
    const bytes = new Uint8Array(offsets[batch.count]);
    parts.forEach((part, i) => bytes.set(part, offsets[i]));
    this.#lastIds.set(bytes, lastSeq === 0 ? undefined : this.idOf(lastSeq));
    const encoding = { bytes, offsets };
    batch.encodings.set(this.name, encoding);
    return encoding;
  }

  /** Returns the last `id:` in some whole events. Undefined if none has an `id:`. */
  lastIdOf(events: Uint8Array): string | undefined {
    return this.#lastIds.has(events) ? this.#lastIds.get(events) : lastIdIn(events);
  }

  /** Encodes an event that moves a client's resume point and that no program sees. */
  encodePosition(seq: number): Uint8Array {
    return encoder.encode(`id: ${this.idOf(seq)}\n\n`);
  }

  /** Returns the `id:` of an event: its `seq` and the epoch. */
  idOf(seq: number): string {
    return `${seq}.${this.log.epoch}`;
  }
}

const ID_LINE = encoder.encode("id: ");
const LINE_FEED = 0x0a;

/** The content of a `Last-Event-ID` header, as the fields of a hello. */
export interface EventId {
  readonly since: number;
  /** Absent in an id that has only a `seq`; then this log's epoch is meant. */
  readonly epoch?: string;
  /** The session that lets a client replace its own older connection. */
  readonly session?: string;
}

/**
 * Parses a `Last-Event-ID`: the `seq`, the epoch and, after a semicolon, the session.
 *
 * @returns Undefined for an id that this server didn't make.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseEventId } from "./events.ts";
 *
 * assertEquals(parseEventId("42.log1"), { since: 42, epoch: "log1" });
 * assertEquals(parseEventId("42.log1;ticket"), { since: 42, epoch: "log1", session: "ticket" });
 * assertEquals(parseEventId("42"), { since: 42 });
 * ```
 */
export function parseEventId(id: string): EventId | undefined {
  const match = /^(\d{1,15})(?:\.([^;]{1,128}))?(?:;(.{1,128}))?$/.exec(id);
  if (match === null) return undefined;
  const [, since, epoch, session] = match;
  return {
    since: Number(since),
    ...(epoch !== undefined && { epoch }),
    ...(session !== undefined && { session }),
  };
}

function noticeEvent(json: string): string {
  return `event: notice\ndata: ${json}\n\n`;
}

function lastIdIn(events: Uint8Array): string | undefined {
  for (let at = events.length - ID_LINE.length; at >= 0; at--) {
    const isLineStart = at === 0 || events[at - 1] === LINE_FEED;
    if (!isLineStart || !ID_LINE.every((byte, i) => events[at + i] === byte)) continue;
    const start = at + ID_LINE.length;
    return decoder.decode(events.subarray(start, events.indexOf(LINE_FEED, start)));
  }
  return undefined;
}
