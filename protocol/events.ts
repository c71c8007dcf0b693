import type { Batch, Encoding } from "../batch/mod.ts";
import type { ClientMessage, Notice } from "../hub/mod.ts";
import type { Dialect } from "./dialect.ts";
import { decodeMessage } from "./message_codec.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Server-Sent Events (the HTML standard, section 9.2): messages are events without a name, with an
 * `id:` that resumes; what the hub itself says is an event called `notice`.
 */
export class Events implements Dialect {
  readonly name = "events";
  readonly isJson = true;
  /** Of a turn's bytes, which many peers share: none of them looks through these again. */
  readonly #lastIds = new WeakMap<Uint8Array, string | undefined>();

  /** @param log Has the name of the log that the ids count in, which may change. */
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
    for (let i = 0; i < batch.count; i++) {
      const seq = batch.entries[i].seq;
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

  /** The last `id:` in some whole events; undefined where none has one. */
  lastIdOf(events: Uint8Array): string | undefined {
    return this.#lastIds.has(events) ? this.#lastIds.get(events) : lastIdIn(events);
  }

  /** An event that only says up to where a client is, and which no program sees. */
  position(seq: number): Uint8Array {
    return encoder.encode(`id: ${this.idOf(seq)}\n\n`);
  }

  /** The `id:` of an event: number and log. */
  idOf(seq: number): string {
    return `${seq}.${this.log.epoch}`;
  }
}

const ID_LINE = encoder.encode("id: ");
const LINE_FEED = 0x0a;

/** The content of a `Last-Event-ID`, as the fields of a hello. */
export interface EventId {
  readonly since: number;
  /** Absent: of this log. */
  readonly epoch?: string;
  /** The session by which a client that comes back takes its own place over. */
  readonly session?: string;
}

/**
 * Reads a `Last-Event-ID`: number and log, and behind a semicolon the session.
 *
 * @returns Undefined where it is no id of ours.
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
