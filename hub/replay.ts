import { Batch } from "./batch.ts";
import type { FanOut } from "./fan_out.ts";
import type { History, HistoryPage, HistoryRecord } from "./history.ts";
import { MESSAGE_MAX_BYTES } from "./limits.ts";
import type { Member } from "./member.ts";
import { foldName } from "./name.ts";
import { errorNotice, type HistoryNotice } from "./notice.ts";
import { spliceable } from "./splice.ts";

/** What a replay covers. */
export interface ReplayRequest {
  /** Rooms by their folded names, and direct messages, each with the number it may be seen from. */
  readonly scopes: readonly { readonly scope: string; readonly after: number }[];
  readonly after: number;
  /** In place of `after`: so many of the newest messages of the first scope. */
  readonly newest?: number;
  /** False where the client named another log: then nothing is complete. */
  readonly sameEpoch: boolean;
  /** Leaves out what this author (folded) said, which it has. */
  readonly exceptAuthor?: string;
}

const PAGE_RECORDS = 500;
// A page is queued whole, so it has to be well below the smallest outbox.
const PAGE_BYTES = 64 * 1024;
const decoder = new TextDecoder();
const MARK_TEXT = '{"replay":true,';
const MARK = spliceable(new TextEncoder().encode(MARK_TEXT));

/**
 * Replays a part of the log to one member, page by page, each when the one before it has been
 * written: a long replay is paced by its reader and delays nobody else. Live messages are held back
 * meanwhile and follow the last page, none missing, none twice. What was held during an earlier
 * page is in the log by then, and is read from there.
 */
export async function replay(
  member: Member,
  request: ReplayRequest,
  { fanOut, history }: { fanOut: FanOut; history: History },
): Promise<void> {
  fanOut.settle(member);
  fanOut.hold(member);
  let { after } = request;
  let complete = request.sameEpoch;
  let count = 0;
  let coveredSeq = after;
  try {
    if (request.newest !== undefined) {
      after = await history.startOf(request.scopes[0].scope, request.newest);
    }
    for (;;) {
      // All that was said has to be in the log before what is held of it is dropped.
      fanOut.flush();
      fanOut.hold(member);
      coveredSeq = history.lastSeq;
      const page = await history.read({
        scopes: request.scopes,
        after,
        limit: PAGE_RECORDS,
        limitBytes: PAGE_BYTES,
      });
      if (!member.attached) return;
      fanOut.settle(member);
      complete &&= page.complete;
      count += give(member, page, request.exceptAuthor);
      after = page.records.at(-1)?.seq ?? after;
      if (!page.more && member.held !== "overflowed") break;
      await member.peer.drained();
      if (!member.attached) return;
    }
  } catch (error) {
    complete = false;
    coveredSeq = after;
    const why = error instanceof Error ? error.message : String(error);
    member.peer.send(errorNotice("history-unavailable", `The log can't be read now: ${why}`));
  }
  const seq = Math.max(coveredSeq, after);
  member.peer.send(historyNotice({ complete, count, seq, epoch: history.epoch }));
  fanOut.release(member, after);
}

function give(member: Member, { records }: HistoryPage, exceptAuthor: string | undefined): number {
  const batch = new Batch("");
  for (const record of records) {
    if (exceptAuthor !== undefined && isBy(record, exceptAuthor)) continue;
    const { json, seq } = record;
    // The largest message has no room for the mark; it goes without.
    const marked = json.length + MARK_TEXT.length <= MESSAGE_MAX_BYTES;
    const start = marked ? 1 : 0;
    const body = { view: spliceable(json), start, end: json.length };
    batch.append(MARK, marked ? MARK_TEXT.length : 0, body, seq, 0, undefined);
  }
  if (batch.count > 0) member.peer.deliver(batch, member);
  return batch.count;
}

function isBy({ json }: HistoryRecord, authorFold: string): boolean {
  return foldName((JSON.parse(decoder.decode(json)) as { name: string }).name) === authorFold;
}

function historyNotice(
  { complete, count, seq, epoch }: Pick<HistoryNotice, "complete" | "count" | "seq" | "epoch">,
): HistoryNotice {
  const messages = `${count} earlier message${count === 1 ? "" : "s"}`;
  const msg = complete
    ? `That was all: ${messages}.`
    : `That was what is still known: ${messages}. Others are forgotten.`;
  return { name: "server", msg, event: "history", complete, count, seq, epoch };
}
