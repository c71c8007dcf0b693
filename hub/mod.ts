/**
 * Peers, rooms, names and messages. Nothing here knows a socket, a file, a clock or `Deno`: the hub is
 * synchronous, and time is a parameter. Other folders use what this file exports, and nothing else.
 *
 * @module
 */

export {
  type Account,
  type AccountRecord,
  type Accounts,
  type CopyableAccounts,
  type NewAccount,
  PASSWORD_MAX_CHARS,
  PASSWORD_MIN_CHARS,
  type PasswordSender,
} from "./access/accounts.ts";
export {
  canonicalAddress,
  formatAddress,
  hostBeforePort,
  isLoopback,
  limitKeyOf,
  parseAddress,
} from "./access/address.ts";
export { contains, type Network, parseNetwork } from "./access/network.ts";
export type { Ban } from "./access/bans/ban.ts";
export type { BanStore } from "./access/bans/ban_store.ts";
export { isOfThisLog } from "./delivery/catch_up.ts";
export { showsArguments } from "./commands/commands.ts";
export { ChatError } from "./chat_error.ts";
export { isRetryable } from "./retry.ts";
export { type CloseReason, leaveReasonOf } from "./close_reason.ts";
export {
  type Amendment,
  amendmentOf,
  AMENDMENTS,
  type Rewrite,
  rewriteObject,
  rewriteRest,
  rewritesOf,
} from "./history/amendment.ts";
export { Findings, isIn } from "./history/findings.ts";
export { ALL_DIRECT, type SearchQuery, type SearchScope } from "./history/search_query.ts";
export type { Eviction, LogCopy, StoredMessage } from "./history/log_copy.ts";
export type {
  FoundMessage,
  History,
  HistoryPage,
  HistoryQuery,
  HistoryRecord,
  RecentId,
  SearchPage,
} from "./history/history.ts";
export type { AuditRecord, AuditStore } from "./audit/audit_record.ts";
export type { FileKeeper } from "./file_keeper.ts";
export type { Hook, HookMessage, HookStore } from "./hooks/hook.ts";
export { Hub } from "./hub.ts";
export type { HubOptions } from "./hub_options.ts";
export type { HubLimits } from "./limits.ts";
export type { Member, Room } from "./rooms/room.ts";
export type { CharterRecord, Sanction } from "./rooms/charter_record.ts";
export type { CharterStore } from "./rooms/charter_store.ts";
export { isVisible, MODERATOR, OWNER, type Rank, rankOf } from "./rooms/rank.ts";
export { isEvent, newestMessages } from "./history/newest_messages.ts";
export { MemoryHistory, type MemoryHistoryOptions } from "./history/memory_history.ts";
export { COLONS } from "./names/appearance.ts";
export { Lookalikes } from "./names/lookalikes.ts";
export { prepareNames } from "./names/preparation.ts";
export { closeNotice, errorNotice, plainNotice, refusalNotice } from "./notice.ts";
export type { Entry, ResultOf } from "./order/entry.ts";
export type { Order } from "./order/order.ts";
export { isRead, StateMachine } from "./order/state_machine.ts";
export type { Peer, TransportName } from "./peers/peer.ts";
export type { AddressedSignal, PeerProfile, ProfileChange, Signal } from "./peers/signal.ts";
export { RemotePeer } from "./peers/remote_peer.ts";
export type { Claim, Proof, TokenHolder } from "./access/credentials.ts";
export type { SearchRequest } from "./search/search_request.ts";
export { Restoration } from "./snapshot/restoration.ts";
export type { SnapshotItem } from "./snapshot/snapshot_item.ts";
export { takeSnapshot } from "./snapshot/take_snapshot.ts";
export { asksForChange } from "./things/change.ts";
export { strftime } from "./time/strftime.ts";
export { diagnoseSince } from "./time/since.ts";
export {
  bareWordIn,
  type ClientMessage,
  type CloseCode,
  commandIn,
  type ErrorCode,
  escapeSlash,
  type FileHeader,
  type FileInfo,
  foldName,
  foldText,
  holdsSecret,
  mainWord,
  mentionsName,
  MESSAGE_MAX_BYTES,
  type NameArgument,
  NODE_ADDRESS_MAX_CHARS,
  NODE_ADDRESSES_MAX,
  type NodeScheme,
  nodeSchemeOf,
  type Notice,
  quoteName,
  readName,
  sizeText,
  spokenText,
  SYNONYMS,
  type Want,
  WANTS,
  WELCOME_NODES_MAX,
  type WelcomeNotice,
  wholeName,
} from "../vocabulary/mod.ts";
