/**
 * The words that the hub and its clients share: messages, notices and their codes, the limits of the
 * protocol, the fold of names, and the reading of a typed line. The server, the terminal client and
 * the browser's page load the same files, so nothing here imports anything else.
 *
 * @module
 */

export type { ClientMessage } from "./client_message.ts";
export type { CloseCode } from "./close_code.ts";
export type { ErrorCode } from "./error_code.ts";
export type { FileHeader, FileInfo } from "./file_info.ts";
export { foldName, foldText } from "./fold.ts";
export { mentionsName } from "./mention.ts";
export {
  MESSAGE_MAX_BYTES,
  NAME_MAX_BYTES,
  NAME_MAX_CHARS,
  NODE_ADDRESS_MAX_CHARS,
  NODE_ADDRESSES_MAX,
  WELCOME_NODES_MAX,
} from "./limits.ts";
export { type NodeScheme, nodeSchemeOf } from "./node_address.ts";
export type {
  AckNotice,
  AwayNotice,
  BansNotice,
  CloseNotice,
  ErrorNotice,
  HelpNotice,
  HistoryNotice,
  HookNotice,
  HooksNotice,
  InfoNotice,
  JoinNotice,
  LeaveNotice,
  Notice,
  PinnedMessage,
  PinsNotice,
  PlainNotice,
  ReadNotice,
  RenameNotice,
  RoomChange,
  RoomNotice,
  RoomsNotice,
  SearchNotice,
  TopicNotice,
  TypingNotice,
  UnreadNotice,
  UnreadPlace,
  WelcomeNotice,
  WhoisNotice,
  WhoNotice,
} from "./notice.ts";
export { sizeText } from "./size_text.ts";
export { type BareWord, bareWordIn } from "./typed/bare_word.ts";
export { commandIn, escapeSlash, spokenText } from "./typed/command_line.ts";
export {
  isQuoted,
  type NameArgument,
  type NameGrammar,
  quoteName,
  readName,
  wholeName,
} from "./typed/name_argument.ts";
export { holdsSecret } from "./typed/secret_line.ts";
export { mainWord, SYNONYMS } from "./typed/synonyms.ts";
export { type Want, WANTS } from "./want.ts";
