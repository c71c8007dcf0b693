import { Findings, isIn } from "./findings.ts";
import { type Chunk, recordsOf } from "./memory_chunk.ts";
import type { SearchPage } from "./history.ts";
import type { SearchQuery } from "./search_query.ts";

/** Most messages that one search examines: some ten milliseconds in which nobody else is served. */
const EXAMINED_MAX_MESSAGES = 20_000;

/** A larger message counts as several, by its bytes: to look at the text is most of the cost. */
const MESSAGE_COST_BYTES = 256;

/** The chunks of one scope that a search has still to look at. */
interface Pending {
  readonly scope: string;
  readonly chunks: readonly Chunk[];
  /** The index of the newest one; -1: none is left. */
  at: number;
}

/**
 * Searches the messages of some scopes, newest first.
 *
 * @param logs The chunks of each scope, oldest first.
 */
export function searchChunks(
  logs: Iterable<readonly [scope: string, log: { readonly chunks: readonly Chunk[] }]>,
  query: SearchQuery,
): SearchPage {
  const findings = new Findings(query, EXAMINED_MAX_MESSAGES);
  const pending: Pending[] = [];
  for (const [scope, { chunks }] of logs) {
    if (query.scopes.some((one) => isIn(scope, one))) {
      pending.push({ scope, chunks, at: chunks.length - 1 });
    }
  }
  for (let next = newestOf(pending); next !== undefined; next = newestOf(pending)) {
    const chunk = next.chunks[next.at--];
    if (chunk.lastSeq <= query.afterSeq || findings.isComplete(chunk.lastSeq)) break;
    const first = chunk.runs.find(({ firstSeq }) => firstSeq !== 0)!;
    if (first.firstSeq >= query.beforeSeq) continue;
    for (const { seq, json } of recordsOf(chunk)) {
      findings.spend(Math.max(1, json.length / MESSAGE_COST_BYTES));
      if (findings.mayMatch(json)) findings.examine(next.scope, seq, json);
    }
  }
  return findings.page();
}

/** Returns the scope whose next chunk is the newest; undefined if no chunk is left. */
function newestOf(pending: readonly Pending[]): Pending | undefined {
  let newest: Pending | undefined;
  for (const one of pending) {
    if (one.at >= 0 && (newest === undefined || endOf(one) > endOf(newest))) newest = one;
  }
  return newest;
}

function endOf({ chunks, at }: Pending): number {
  return chunks[at].lastSeq;
}
