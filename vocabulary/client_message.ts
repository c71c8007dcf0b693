import type { FileHeader, FileInfo } from "./file_info.ts";
import type { Want } from "./want.ts";

/**
 * A message of a client, in any dialect: the fields of the wire's message object, with checked types
 * and without unknown fields.
 */
export interface ClientMessage {
  /** The author's name, unchecked. The first one claims the name; a later, different one renames. */
  readonly name?: string;
  /** The text. Absent in a hello or heartbeat. */
  readonly msg?: string;
  /** A peer's name or `#room`. */
  readonly to?: string;
  /** The client's own id, at most 64 characters: it asks for an ack and makes a retry safe. */
  readonly id?: string;
  /** Asks for a replay of the messages after this number. */
  readonly since?: number;
  /** Names the log in which `since` counts. */
  readonly epoch?: string;
  /** Seconds (5 to 300) in which both sides speak at least once. */
  readonly heartbeat?: number;
  /** The token of an earlier welcome. */
  readonly session?: string;
  /** The password of a registered name. */
  readonly password?: string;
  /** The token of a hub that is closed to strangers. */
  readonly token?: string;
  /** A line of text as a person types it, without JSON around it. */
  readonly isTyped?: true;
  /** The transport has chosen the name, since the peer gave none: another one will do as well. */
  readonly isGuest?: true;
  /** True: no program should answer the text by itself. */
  readonly isNotice?: true;
  /** The number of the message that this one answers. */
  readonly re?: number;
  /** The number of the message that gets `msg` as its new text. */
  readonly edit?: number;
  /** The number of the message that is taken back. */
  readonly delete?: number;
  /** A reaction to the message `of`. */
  readonly react?: string;
  /** The number of the message that a reaction is for. */
  readonly of?: number;
  /** True: the reaction is taken back. */
  readonly isUndo?: true;
  /** The number up to which everything in the room or talk `to` is read. */
  readonly read?: number;
  /** Words to search for. */
  readonly search?: string;
  /** In a search: the author's name. */
  readonly from?: string;
  /** In a search: only messages before this number, or before this date. */
  readonly before?: number | string;
  /** In a search: only messages behind this number, or from this date on. */
  readonly after?: number | string;
  /** In a search: the most results. */
  readonly limit?: number;
  /** In a hello: the events that the peer wants to get besides messages and notices. */
  readonly wants?: readonly Want[];
  /** The author is writing a text, in the room or to the peer that `to` names. */
  readonly isTyping?: true;
  /** The tags that an IRC client has put to the text, as they stand on its wire. */
  readonly tags?: string;
  /** The author writes to itself: the text is kept, and delivered to nobody. */
  readonly isNote?: true;
  /** The peer of this hello chooses its rooms itself, and doesn't start in the lobby. */
  readonly isRoomless?: true;
  /** The header of a file whose bytes follow on the same connection. */
  readonly upload?: FileHeader;
  /** The id of a file that the peer wants to have. */
  readonly get?: string;
  /** The file that this message is about. The hub alone sets it, once the file is kept. */
  readonly file?: FileInfo;
  /** UDP: proves that the sender receives at its address. */
  readonly cookie?: string;
}
