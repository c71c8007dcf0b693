/** A part of the log that a search may read. */
export interface SearchScope {
  /** A scope, or {@linkcode ALL_DIRECT}. */
  readonly scope: string;
  /** Only messages with a larger number. */
  readonly after: number;
  /** The folded name of the only author that is searched for there; undefined: any. */
  readonly author?: string;
}

/** Stands for the scopes of all peers. */
export const ALL_DIRECT = "@";

/** A search of the log: all conditions hold for each result. */
export interface SearchQuery {
  readonly scopes: readonly SearchScope[];
  /** Texts, folded by `foldText`. The folded text of a result holds each of them. */
  readonly terms: readonly string[];
  /** The author's folded name. */
  readonly author?: string;
  /** Only the message with this number, and those that answer it. */
  readonly thread?: number;
  /** Only messages with a larger number. */
  readonly afterSeq: number;
  /** Only messages with a smaller number. */
  readonly beforeSeq: number;
  /** Only messages of this wall time or later, in milliseconds. */
  readonly fromMs: number;
  /** Only messages of an earlier wall time, in milliseconds. */
  readonly beforeMs: number;
  /** Most results. */
  readonly limit: number;
}
