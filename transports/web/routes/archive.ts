import { type History, type HistoryRecord, isEvent, newestMessages } from "../../../hub/mod.ts";
import { HttpError } from "../http/http_error.ts";

/** The most bytes of messages in one answer. An answer holds at least one message. */
const READ_MAX_BYTES = 1024 * 1024;

/** A part of one room's log, oldest first. */
export interface ArchivePage {
  readonly records: readonly HistoryRecord[];
  /** False if retention has evicted some of the messages. */
  readonly complete: boolean;
  /** True if more messages follow in the direction of the read. */
  readonly more: boolean;
}

/** Reads the messages after a number. */
export async function readForwards(
  history: History,
  scope: string,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<ArchivePage> {
  const scopes = [{ scope, after: 0 }];
  return await history.read({ scopes, after: since, limit, limitBytes: READ_MAX_BYTES });
}

/**
 * Reads the newest messages, or the newest before a number, without the events about them: each
 * message has its newest text. If they hold too many bytes, the answer has fewer messages, with no gap
 * between the last of them and that number.
 */
export async function readBackwards(
  history: History,
  scope: string,
  { before = Infinity, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<ArchivePage> {
  const beforeSeq = Math.min(before, Number.MAX_SAFE_INTEGER);
  for (let count = limit;; count = Math.ceil(count / 2)) {
    const { after, recordsMax } = await newestMessages(history, scope, count, beforeSeq);
    // One record more shows that the page reaches up to that number, unless its bytes are too many.
    const page = await readForwards(history, scope, { since: after, limit: recordsMax + 1 });
    const isCutShort = page.more && page.records.at(-1)!.seq < beforeSeq;
    if (isCutShort && count > 1) continue;
    const earlier = page.records.filter(({ seq }) => seq < beforeSeq);
    const records = earlier.filter((record) => !isEvent(record));
    const { complete } = page;
    if (records.length === 0) return { records, complete, more: false };
    const [oldest] = (await readForwards(history, scope, { since: 0, limit: 1 })).records;
    // The read may return no record: the oldest one may be damaged.
    return { records, complete, more: oldest !== undefined && oldest.seq < records[0].seq };
  }
}

/**
 * Checks that an empty room has messages in the log. If retention has evicted some, the room may have
 * existed, and passes.
 *
 * @throws {HttpError} `room-unknown`.
 */
export async function checkKnown(history: History, room: string, scope: string): Promise<void> {
  const { records, complete } = await readForwards(history, scope, { since: 0, limit: 1 });
  if (records.length > 0 || !complete) return;
  throw noRoom(room);
}

/** Returns the refusal of a room that nobody is in, and of which the log has nothing. */
function noRoom(room: string): HttpError {
  const name = room.slice(0, 64).toWellFormed();
  return new HttpError(404, "room-unknown", `There is no room ${name}: GET /rooms lists them.`);
}
