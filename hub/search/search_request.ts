import type { SearchQuery } from "../history/search_query.ts";
import { badSearch, parseBound, parseSearch } from "./search_words.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** Results of a search that says no `limit`, and the most that it may ask for. */
const RESULTS_DEFAULT = 20;
const RESULTS_MAX = 100;

/** A search as it comes over the wire or HTTP. What stands in the words wins over a field. */
export interface SearchRequest {
  readonly search: string;
  /** A room or a peer. */
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly before?: number | string | undefined;
  readonly after?: number | string | undefined;
  readonly limit?: number | undefined;
}

/** A search that was read, without the parts of the log that the asker may read. */
export interface ReadSearch {
  /** The room or the peer; undefined: everything that the asker may read. */
  readonly to: string | undefined;
  readonly query: Omit<SearchQuery, "scopes">;
}

/**
 * Reads a search.
 *
 * @throws {ChatError} `bad-field`.
 */
export function readSearch(request: SearchRequest): ReadSearch {
  const words = parseSearch(request.search);
  const { limit = RESULTS_DEFAULT } = request;
  if (limit > RESULTS_MAX) {
    throw badSearch(
      `"limit" is ${limit}; at most ${RESULTS_MAX} messages are found at once, and "before" goes on.`,
    );
  }
  const from = words.from ?? request.from;
  const to = words.in ?? request.to;
  // A place without words has pages: all of its messages, the newest first.
  const isOpen = from === undefined && to === undefined && words.re === undefined;
  if (words.terms.length === 0 && isOpen) {
    throw badSearch(
      'The search has no word, author or place: write some, as in "search":"tea from:ada in:#tea".',
    );
  }
  const author = from === undefined ? undefined : foldName(from.trim().replace(/^@/, ""));
  return {
    to,
    query: {
      terms: words.terms,
      ...(author !== undefined && { author }),
      ...(words.re !== undefined && { thread: words.re }),
      ...boundsOf(words.before ?? request.before, words.after ?? request.after),
      limit,
    },
  };
}

type Bounds = Pick<SearchQuery, "afterSeq" | "beforeSeq" | "fromMs" | "beforeMs">;

function boundsOf(
  before: number | string | undefined,
  after: number | string | undefined,
): Bounds {
  const end = before === undefined ? undefined : parseBound("before", before);
  const start = after === undefined ? undefined : parseBound("after", after);
  return {
    afterSeq: start !== undefined && "seq" in start ? start.seq : 0,
    beforeSeq: end !== undefined && "seq" in end ? end.seq : Number.MAX_SAFE_INTEGER,
    fromMs: start !== undefined && "timeMs" in start ? start.timeMs : -Infinity,
    beforeMs: end !== undefined && "timeMs" in end ? end.timeMs : Infinity,
  };
}
