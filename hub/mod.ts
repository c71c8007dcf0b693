/**
 * Peers, rooms, names and messages. Nothing here knows a socket, a file, a clock or `Deno`: it is
 * synchronous, and time is a parameter. Whatever isn't exported here is the hub's own affair.
 *
 * @module
 */

export {
  type Account,
  type Accounts,
  type NewAccount,
  PASSWORD_MAX_CHARS,
  PASSWORD_MIN_CHARS,
  type PasswordSender,
} from "./access/accounts.ts";
export { canonicalAddress, hostBeforePort, isLoopback, limitKeyOf } from "./access/address.ts";
export type { Ban } from "./access/bans/ban.ts";
export type { BanStore } from "./access/bans/ban_store.ts";
export { isOfThisLog } from "./delivery/catch_up.ts";
export { showsArguments } from "./commands/commands.ts";
export { ChatError, type ErrorCode } from "./chat_error.ts";
export type { ClientMessage } from "./client_message.ts";
export { type CloseCode, type CloseReason, leaveReasonOf } from "./close_reason.ts";
export type {
  History,
  HistoryPage,
  HistoryQuery,
  HistoryRecord,
  RecentId,
} from "./history/history.ts";
export { Hub, type HubOptions } from "./hub.ts";
export { type HubLimits, MESSAGE_MAX_BYTES } from "./limits.ts";
export type { Member } from "./peers/member.ts";
export { MemoryHistory, type MemoryHistoryOptions } from "./history/memory_history.ts";
export { foldName } from "./names/name.ts";
export { COLONS } from "./names/appearance.ts";
export { Lookalikes } from "./names/lookalikes.ts";
export { prepareNames } from "./names/preparation.ts";
export { errorNotice, type Notice, plainNotice, type WelcomeNotice } from "./notice.ts";
export type { Peer, TransportName } from "./peers/peer.ts";
export type { Claim, TokenHolder } from "./access/reception.ts";
export { strftime } from "./time/strftime.ts";
export { diagnoseSince } from "./time/since.ts";
export { bareWordIn } from "./commands/bare_word.ts";
export { commandIn, escapeSlash, spokenText } from "./commands/command_line.ts";
export { type NameArgument, quoteName, readName, wholeName } from "./commands/name_argument.ts";
export { holdsSecret } from "./commands/secret_line.ts";
export { mainWord, SYNONYMS } from "./commands/synonyms.ts";
