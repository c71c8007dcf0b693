/**
 * A client's side of the protocol without I/O: connecting again, resuming, acks, retries, the way
 * back into rooms, each message once and in order. Nothing here knows a socket, a timer or a clock;
 * a host brings these.
 *
 * @module
 */

export { ClientCore } from "./client_core.ts";
export type {
  ChangeRequest,
  ClientLimits,
  Host,
  Identity,
  Resume,
  Saying,
  SentMessage,
  Signal,
  UplinkKind,
} from "./client_core_options.ts";
export { ClientError, type ClientErrorCode } from "./client_error.ts";
export type {
  Change,
  ClientEvent,
  ClientState,
  FileInfo,
  GapEvent,
  HistoryPage,
  Message,
  Notice,
  Reaction,
  ShownNotice,
  StateEvent,
} from "./event.ts";
export { isOwnMove } from "./membership.ts";
export {
  applyChange,
  changed,
  type ChangeEvent,
  type HeldState,
  isReactionOf,
  KnownMessages,
  type MessageState,
} from "./things/mod.ts";
export type { SearchRequest } from "./receiving/searches.ts";
export type { SearchOptions, SearchPage, SearchQuestion } from "./search.ts";
export type { Completion } from "./sending/unacked.ts";
