import type { History, HistoryRecord } from "../../../hub/mod.ts";

/** Most bytes of messages in one answer, but at least one message. */
const READ_MAX_BYTES = 1024 * 1024;

/** A part of one room's log, oldest first. */
export interface ArchivePage {
  readonly records: readonly HistoryRecord[];
  /** False where something of it was forgotten. */
  readonly complete: boolean;
  /** Whether there is more in the direction in which was read. */
  readonly more: boolean;
}

/** Reads on from a number. */
export async function readForwards(
  history: History,
  scope: string,
  { since, limit }: { readonly since: number; readonly limit: number },
): Promise<ArchivePage> {
  const scopes = [{ scope, after: 0 }];
  return await history.read({ scopes, after: since, limit, limitBytes: READ_MAX_BYTES });
}

/**
 * Reads the newest messages, or the newest of those before a number. Where they are too many bytes it
 * is fewer messages, but none is left out between them and that number.
 */
export async function readBackwards(
  history: History,
  scope: string,
  { before = Infinity, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<ArchivePage> {
  const beforeSeq = Math.min(before, Number.MAX_SAFE_INTEGER);
  for (let count = limit;; count = Math.ceil(count / 2)) {
    const after = await history.startOf(scope, count, beforeSeq);
    const page = await readForwards(history, scope, { since: after, limit: count });
    const isCutShort = page.more && page.records.length < count;
    if (isCutShort && count > 1) continue;
    const records = page.records.filter(({ seq }) => seq < beforeSeq);
    const { complete } = page;
    if (records.length === 0) return { records, complete, more: false };
    const [oldest] = (await readForwards(history, scope, { since: 0, limit: 1 })).records;
    // None may come: the oldest may be damaged.
    return { records, complete, more: oldest !== undefined && oldest.seq < records[0].seq };
  }
}
