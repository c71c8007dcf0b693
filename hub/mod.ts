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
} from "./accounts.ts";
export { canonicalAddress, hostBeforePort, isLoopback, limitKeyOf } from "./address/address.ts";
export type { Ban } from "./bans/ban.ts";
export type { BanStore } from "./bans/ban_store.ts";
export { Batch, type Encoding, HEADER_BYTES, type Splice } from "./batch.ts";
export { isOfThisLog } from "./catch_up.ts";
export { showsArguments } from "./commands.ts";
export { ChatError, type ErrorCode } from "./chat_error.ts";
export type { ClientMessage } from "./client_message.ts";
export { type CloseCode, type CloseReason, leaveReasonOf } from "./close_reason.ts";
export type { History, HistoryPage, HistoryQuery, HistoryRecord, RecentId } from "./history.ts";
export { Hub, type HubOptions } from "./hub.ts";
export { type HubLimits, ID_MAX_CHARS, MESSAGE_MAX_BYTES } from "./limits.ts";
export type { Member } from "./member.ts";
export { type MessageId, messageIdOf, textOfId } from "./message_id.ts";
export { MemoryHistory, type MemoryHistoryOptions } from "./memory_history.ts";
export { foldName } from "./name.ts";
export { COLONS } from "./names/appearance.ts";
export { Lookalikes } from "./names/lookalikes.ts";
export { errorNotice, type Notice, plainNotice, type WelcomeNotice } from "./notice.ts";
export type { Peer, TransportName } from "./peer.ts";
export type { SlabMemory } from "./slab.ts";
export { memoryOf, spliceable } from "./splice.ts";
export type { Claim, TokenHolder } from "./reception.ts";
export { strftime } from "./strftime.ts";
export { diagnoseSince } from "./time/since.ts";
export { bareWordIn } from "./typed/bare_word.ts";
export { commandIn, escapeSlash, spokenText } from "./typed/command_line.ts";
export { type NameArgument, quoteName, readName, wholeName } from "./typed/name_argument.ts";
export { holdsSecret } from "./typed/secret_line.ts";
export { mainWord, SYNONYMS } from "./typed/synonyms.ts";
