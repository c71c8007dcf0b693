import type { History, HistoryRecord } from "./history.ts";

const decoder = new TextDecoder();

/** Records that are looked at in one read, at least: a room may have a few messages and many events. */
const STEP_MIN_RECORDS = 32;
/** Most records that are looked at before a search for earlier messages ends. */
const SEEN_MAX_RECORDS = 10_000;
/** Most bytes in one read. */
const READ_MAX_BYTES = 256 * 1024;

/** True for an event about a message, and false for a message itself, which has its newest text. */
export function isEvent({ json }: HistoryRecord): boolean {
  return (JSON.parse(decoder.decode(json)) as { event?: unknown }).event !== undefined;
}

/** The newest messages of a scope. */
export interface NewestMessages {
  /** The number after which they follow. */
  readonly after: number;
  /** At least as many records as they and the events between them are. */
  readonly recordsMax: number;
}

/**
 * Finds the newest messages of a scope. Events between them don't count. There may be fewer messages
 * than are wanted, if the scope holds thousands of events.
 *
 * @param count Messages that are wanted, at least 1.
 * @param beforeSeq Only messages with a smaller number count.
 */
export async function newestMessages(
  history: History,
  scope: string,
  count: number,
  beforeSeq = Infinity,
): Promise<NewestMessages> {
  let left = count;
  let before = beforeSeq;
  for (let recordsMax = 0;;) {
    const step = Math.max(left, STEP_MIN_RECORDS);
    recordsMax += step;
    const after = await history.startOf(scope, step, before);
    const seqs = await messageSeqs(history, scope, { after, before, limit: step });
    if (seqs.length >= left) return { after: seqs[seqs.length - left] - 1, recordsMax };
    left -= seqs.length;
    if (after === 0 || recordsMax >= SEEN_MAX_RECORDS) return { after, recordsMax };
    before = after + 1;
  }
}

/** Returns the numbers of a scope's messages within some bounds, without those of events. */
async function messageSeqs(
  history: History,
  scope: string,
  { after, before, limit }: {
    readonly after: number;
    readonly before: number;
    readonly limit: number;
  },
): Promise<number[]> {
  const seqs: number[] = [];
  for (let at = after, left = limit; left > 0;) {
    const { records, more } = await history.read({
      scopes: [{ scope, after: 0 }],
      after: at,
      limit: left,
      limitBytes: READ_MAX_BYTES,
    });
    const within = records.filter(({ seq }) => seq < before);
    for (const record of within) if (!isEvent(record)) seqs.push(record.seq);
    if (!more || within.length < records.length) break;
    left -= records.length;
    at = records.at(-1)!.seq;
  }
  return seqs;
}
