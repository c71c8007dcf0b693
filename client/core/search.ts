import type { ClientMessage } from "../../vocabulary/mod.ts";
import type { Message } from "./event.ts";

/** A search as it goes out. */
export type SearchQuestion =
  & { readonly search: string }
  & Pick<ClientMessage, "to" | "from" | "before" | "after" | "limit">;

/** The limits of a search. */
export interface SearchOptions {
  /** A room, or a peer for the talk with it. Default: everything that the client may read. */
  readonly to?: string;
  /** The author's name. */
  readonly from?: string;
  /** A number, or a day or time like `2026-11-27`: only messages before it. */
  readonly before?: number | string;
  /** A number, a day or a time: only messages behind the number, or from then on. */
  readonly after?: number | string;
  /** The most results, 1 to 100. Default: 20. */
  readonly limit?: number;
}

/** The results of a search. */
export interface SearchPage {
  /** The messages, newest first. */
  readonly messages: readonly Message[];
  /** True if older messages may match, too: the same search with `before` goes on. */
  readonly more: boolean;
  readonly before?: number;
}
