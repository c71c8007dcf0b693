import { Batch, spliceable } from "../../batch/mod.ts";
import type { FanOut } from "../fan_out.ts";
import type { History, HistoryRecord } from "../history/history.ts";
import { isEvent, newestMessages } from "../history/newest_messages.ts";
import type { Member } from "../rooms/room.ts";
import { errorNotice } from "../notice.ts";
import { foldName, type HistoryNotice, MESSAGE_MAX_BYTES } from "../../vocabulary/mod.ts";

const PAGE_RECORDS = 500;
/** A page is queued whole, so it has to be well below the smallest outbox. */
const PAGE_BYTES = 64 * 1024;
const decoder = new TextDecoder();
const MARK_TEXT = '{"replay":true,';
const MARK = spliceable(new TextEncoder().encode(MARK_TEXT));

/**
 * Replays a part of the log to one member, page by page. Each page waits until the one before it is
 * written: a long replay goes at its reader's pace and delays nobody else. The replay covers what was
 * said before it was asked for. Batches of messages that are said meanwhile are held, and follow
 * after the replay, none missing and none twice. If they become too many, they are dropped, and the
 * replay goes on with the log that they are in.
 */
export async function replay(
  member: Member,
  request: ReplayRequest,
  { fanOut, history, visibleScopes }: ReplayContext,
): Promise<void> {
  // All messages so far have to be in the log: the held batches begin after it.
  fanOut.flush();
  fanOut.hold(member);
  const { scopes, exceptAuthor, newest, sameEpoch } = request;
  let stretch: Stretch = {
    scopes,
    until: history.lastSeq,
    ...(exceptAuthor && { exceptAuthor }),
    ...(newest !== undefined && { withoutEvents: true }),
  };
  // Numbers of another log mean nothing here, so the replay begins at the start of this log.
  const after = sameEpoch ? Math.min(request.after, stretch.until) : 0;
  const progress: Progress = { after, count: 0, complete: sameEpoch };
  try {
    if (newest !== undefined) {
      progress.after = (await newestMessages(history, scopes[0].scope, newest)).after;
    }
    for (;;) {
      await deliverStretch(member, stretch, progress, history);
      if (!member.attached) return;
      if (member.held !== "overflowed") break;
      await member.peer.drained();
      if (!member.attached) return;
      fanOut.flush();
      fanOut.hold(member);
      stretch = { scopes: visibleScopes(), until: history.lastSeq, exceptAuthor: member.fold };
    }
  } catch (error) {
    progress.complete = false;
    const why = error instanceof Error ? error.message : String(error);
    member.peer.send(errorNotice("history-unavailable", `The log can't be read now: ${why}`));
  }
  const isWorthTelling = !request.unasked || progress.count > 0 || !progress.complete;
  const notice = historyNotice(progress, history.epoch);
  if (isWorthTelling) {
    member.peer.send(request.id === undefined ? notice : { ...notice, id: request.id });
  }
  fanOut.release(member);
}

/** The part of the log that a replay covers. */
export interface ReplayRequest {
  /** Rooms by their folded names, and direct messages, each with the number it may be seen from. */
  readonly scopes: readonly { readonly scope: string; readonly after: number }[];
  readonly after: number;
  /**
   * If set, replaces `after`: replays this number of the newest messages of the first scope. Events
   * about them are left out, since the messages have their newest text.
   */
  readonly newest?: number;
  /** False where the client named another log: then the replay can't be complete. */
  readonly sameEpoch: boolean;
  /** The folded name of an author whose messages are left out. */
  readonly exceptAuthor?: string;
  /** True for a replay that nobody asked for: without messages it ends without a notice. */
  readonly unasked?: true;
  /** The `id` of the message that asked, which the notice at the end repeats. */
  readonly id?: string | undefined;
}

/** The parts of the hub that a replay works with. */
export interface ReplayContext {
  readonly fanOut: FanOut;
  readonly history: History;
  /** Returns the scopes that the member may see at the time of the call. */
  readonly visibleScopes: () => ReplayRequest["scopes"];
}

/** One stretch of the log: `after < seq <= until`. */
interface Stretch extends Pick<ReplayRequest, "scopes" | "exceptAuthor"> {
  readonly until: number;
  readonly withoutEvents?: true;
}

/** The place that a replay has reached. */
interface Progress {
  after: number;
  count: number;
  complete: boolean;
}

async function deliverStretch(
  member: Member,
  { scopes, until, exceptAuthor, withoutEvents }: Stretch,
  progress: Progress,
  history: History,
): Promise<void> {
  while (progress.after < until) {
    const page = await history.read({
      scopes,
      after: progress.after,
      limit: PAGE_RECORDS,
      limitBytes: PAGE_BYTES,
    });
    if (!member.attached) return;
    const records = page.records.filter(({ seq }) => seq <= until);
    const isLast = !page.more || records.length < page.records.length;
    progress.complete &&= page.complete;
    const told = withoutEvents ? records.filter((record) => !isEvent(record)) : records;
    progress.count += deliverPage(member, told, exceptAuthor);
    progress.after = isLast ? until : records.at(-1)!.seq;
    if (!isLast) await member.peer.drained();
    if (!member.attached) return;
  }
}

function deliverPage(
  member: Member,
  records: readonly HistoryRecord[],
  exceptAuthor: string | undefined,
): number {
  const batch = new Batch("");
  for (const record of records) {
    if (exceptAuthor !== undefined && isBy(record, exceptAuthor)) continue;
    const { json, seq } = record;
    // The largest messages have no room for the mark, and are delivered without it.
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

function historyNotice({ complete, count, after: seq }: Progress, epoch: string): HistoryNotice {
  const messages = `${count} earlier message${count === 1 ? "" : "s"}`;
  const msg = complete
    ? `That was all: ${messages}.`
    : `That was what is still known: ${messages}. Others are forgotten.`;
  return { name: "server", msg, event: "history", complete, count, seq, epoch };
}
