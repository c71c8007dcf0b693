import type { FileInfo } from "./file_info.ts";
import type { CloseCode } from "./close_code.ts";
import type { ErrorCode } from "./error_code.ts";

/**
 * A notice of the hub itself: a sentence in `msg` for programs that know only `name` and `msg`, and
 * fields for others. Messages of peers are not notices; they travel in batches.
 */
export type Notice =
  | WelcomeNotice
  | JoinNotice
  | LeaveNotice
  | RenameNotice
  | TopicNotice
  | RoomNotice
  | TypingNotice
  | AwayNotice
  | ReadNotice
  | UnreadNotice
  | PinsNotice
  | SearchNotice
  | AckNotice
  | WhoNotice
  | RoomsNotice
  | BansNotice
  | HookNotice
  | HooksNotice
  | WhoisNotice
  | HelpNotice
  | HistoryNotice
  | ErrorNotice
  | PlainNotice
  | InfoNotice
  | FileNotice
  | CloseNotice;

interface FromServer {
  readonly name: "server";
  readonly msg: string;
}

/** Answers a hello. */
export interface WelcomeNotice extends FromServer {
  readonly event: "welcome";
  /** The name as the hub spells it (NFC). */
  readonly you: string;
  /** A secret that resumes this name and its rooms after a lost connection. */
  readonly session: string;
  /** The names of peers in the lobby, at most 100. */
  readonly peers: readonly string[];
  /** The number of peers in the lobby. */
  readonly count: number;
  /** The newest message's number: resume from here with `since`. */
  readonly seq: number;
  /** Names the log in which `seq` counts. */
  readonly epoch: string;
  /** The node that the peer is connected to, where several nodes are one hub. */
  readonly node?: string;
  /**
   * Addresses of the other living nodes that the peer's transport can use, at most 16, in no sequence:
   * a client whose node is gone goes to one of them.
   */
  readonly nodes?: readonly string[];
  /**
   * The address of the hub's web port, for files by HTTP: `files/tus` and `files/ID/NAME` are below it.
   * Absent where the hub takes no files, or has no web port.
   */
  readonly files?: string;
  /** UDP only: send it back to prove that you receive at your address. */
  readonly cookie?: string;
  /** The `id` of the hello, if it had one. */
  readonly id?: string;
}

export interface JoinNotice extends FromServer {
  readonly event: "join";
  readonly peer: string;
  readonly to: string;
  /** Only for the peer that joins: the names in the room, at most 100, and their whole number. */
  readonly peers?: readonly string[];
  readonly count?: number;
  /** Only for the peer that joins, where it leads the room. */
  readonly role?: "owner" | "moderator";
}

export interface LeaveNotice extends FromServer {
  readonly event: "leave";
  readonly peer: string;
  readonly to: string;
  readonly reason?: string;
  /** The peer has left the hub, and so each of its rooms. */
  readonly quit?: true;
  /** The moderator that has put the peer out of the room. */
  readonly by?: string;
}

/** Answers `/topic`, and tells a room its new topic. */
export interface TopicNotice extends FromServer {
  readonly event: "topic";
  readonly to: string;
  /** The peer that has set or taken away the topic just now. */
  readonly peer?: string;
  /** Absent where the room has none. */
  readonly topic?: string;
  /** The topic's author. */
  readonly by?: string;
  /** The time of the topic, or of its end, RFC 3339. */
  readonly time?: string;
  /** Its number, where a room is told of a new topic. */
  readonly seq?: number;
}

/** Answers `/room`, and tells a room of a change of its rules. */
export interface RoomNotice extends FromServer {
  readonly event: "room";
  readonly to: string;
  /** The registered name that the room belongs to; absent where it belongs to nobody. */
  readonly owner?: string;
  /** The registered names that moderate the room besides its owner. */
  readonly moderators: readonly string[];
  readonly private: boolean;
  /** Seconds that a member waits between two messages; 0: none. */
  readonly slow: number;
  /** The kind of the change; absent in an answer. */
  readonly change?: RoomChange;
  /** The peer that the change is about, where it is about one. */
  readonly peer?: string;
  /** The peer that has made the change. */
  readonly by?: string;
  /** Only in an answer: the asker's role, if it has one. */
  readonly role?: "owner" | "moderator";
  /** Only in an answer to a moderator, at most 100 names of each. */
  readonly muted?: readonly string[];
  readonly banned?: readonly string[];
  readonly invited?: readonly string[];
}

/** The kinds of changes of a room's rules. */
export type RoomChange =
  | "ban"
  | "handover"
  | "mod"
  | "mute"
  | "open"
  | "private"
  | "public"
  | "slow"
  | "unban"
  | "unmod"
  | "unmute";

/** Somebody is writing a text. Only for peers that want `typing`. */
export interface TypingNotice extends FromServer {
  readonly event: "typing";
  readonly peer: string;
  /** The room, or the receiver's own name. */
  readonly to: string;
}

/** A neighbour has gone away from its keyboard, or is back. Only for peers that want `presence`. */
export interface AwayNotice extends FromServer {
  readonly event: "away";
  readonly peer: string;
  /** The words for the absence. Absent: the peer is back. */
  readonly away?: string;
}

/** Somebody has read a room or a talk. Only for peers that want `reads`. */
export interface ReadNotice extends FromServer {
  readonly event: "read";
  readonly peer: string;
  /** The room, or the receiver's own name. */
  readonly to: string;
  /** The number up to which everything is read. */
  readonly read: number;
}

/** A room or a talk in which a peer has marked how far it has read. */
export interface UnreadPlace {
  /** The room, or the other peer's name. */
  readonly to: string;
  /** The number up to which everything is read; 0 where an IRC client has marked a time. */
  readonly read: number;
  /** Messages behind it, at most 500. */
  readonly unread: number;
  /** Those of them that name the peer, or are for it alone. */
  readonly mentions: number;
}

/** Answers `/unread`, and comes behind the welcome of a peer that wants `reads`. */
export interface UnreadNotice extends FromServer {
  readonly event: "unread";
  readonly places: readonly UnreadPlace[];
}

/** A pinned message, with its newest text. */
export interface PinnedMessage {
  readonly seq: number;
  /** The author's name. */
  readonly name: string;
  readonly msg: string;
  /** RFC 3339. */
  readonly time: string;
}

/** Answers `/pins`. */
export interface PinsNotice extends FromServer {
  readonly event: "pins";
  readonly to: string;
  /** At most 50, the newest pins last. */
  readonly pins: readonly PinnedMessage[];
}

/** Ends the results of a search, which come before it, the newest first. */
export interface SearchNotice extends FromServer {
  readonly event: "search";
  /** The number of results. */
  readonly count: number;
  /** True: older messages weren't looked at. */
  readonly more: boolean;
  /** The `before` with which the search goes on, where `more` is true. */
  readonly before?: number;
  /** The `id` of the message that asked, if it had one. */
  readonly id?: string;
}

export interface RenameNotice extends FromServer {
  readonly event: "rename";
  /** The name until now. */
  readonly peer: string;
  /** The name from now on. */
  readonly now: string;
}

/** The message with this `id` is persisted under this `seq`. */
export interface AckNotice extends FromServer {
  readonly event: "ack";
  readonly id: string;
  readonly seq: number;
}

/** Answers `/who`. */
export interface WhoNotice extends FromServer {
  readonly event: "who";
  /** Absent for an answer about the whole hub. */
  readonly to?: string;
  /** At most 100 of them. */
  readonly peers: readonly string[];
  /** The address of each of `peers`; only for operators. */
  readonly addresses?: readonly string[];
  readonly count: number;
}

/** Answers `/rooms`. */
export interface RoomsNotice extends FromServer {
  readonly event: "rooms";
  /** At most 100 of them. */
  readonly rooms: readonly {
    readonly room: string;
    readonly count: number;
    /** For a peer that wants `reads`, in its own rooms that it has marked: see {@linkcode UnreadPlace}. */
    readonly unread?: number;
    readonly mentions?: number;
  }[];
  readonly count: number;
}

/** Answers an operator's `/bans`. */
export interface BansNotice extends FromServer {
  readonly event: "bans";
  /** At most 100 of them. */
  readonly bans: readonly {
    readonly number: number;
    /** A name, an address or a network. */
    readonly who: string;
    /** RFC 3339. */
    readonly until: string;
    readonly reason: string;
  }[];
  readonly count: number;
  /** The names that are muted in the whole hub, at most 100 of them; absent where there are none. */
  readonly muted?: readonly string[];
}

/** Answers `/hook add`. */
export interface HookNotice extends FromServer {
  readonly event: "hook";
  /** The name of the webhook. */
  readonly hook: string;
  readonly room: string;
  /** The secret end of its path, which is shown only now. */
  readonly token: string;
}

/** Answers `/hook`. */
export interface HooksNotice extends FromServer {
  readonly event: "hooks";
  /** At most 100 of them, those that the asker may manage. */
  readonly hooks: readonly {
    readonly hook: string;
    readonly room: string;
    /** The member that made it. */
    readonly by: string;
    /** RFC 3339. */
    readonly since: string;
  }[];
  readonly count: number;
}

/** Answers `/whois`. */
export interface WhoisNotice extends FromServer {
  readonly event: "whois";
  readonly peer: string;
  readonly registered: boolean;
  /** The time of the registration, RFC 3339. */
  readonly since?: string;
  /** The transports by which the peer is here; empty while the peer is away. */
  readonly transports: readonly string[];
  /** Present for a registered name that is an operator. */
  readonly operator?: true;
  /** The peer's address; only for operators. */
  readonly address?: string;
}

/** Answers `/help`. */
export interface HelpNotice extends FromServer {
  readonly event: "help";
  /** The commands that the asker may give. */
  readonly commands: readonly {
    /** The word after the slash. */
    readonly command: string;
    /** The arguments after the word; empty if there are none. */
    readonly usage: string;
    readonly help: string;
  }[];
}

/** Ends a replay. `complete` is false if an older message was evicted. */
export interface HistoryNotice extends FromServer {
  readonly event: "history";
  readonly complete: boolean;
  readonly count: number;
  /** The newest number that the replay covers. */
  readonly seq: number;
  readonly epoch: string;
  /** The `id` of the hello or `/history` that asked for the replay, if it had one. */
  readonly id?: string;
}

export interface ErrorNotice extends FromServer {
  readonly event: "error";
  readonly error: ErrorCode;
  /** The `id` of the refused message, if it had one. */
  readonly id?: string;
  /** True: the same message may be accepted a little later. Absent: only after a change. */
  readonly retry?: true;
}

/** An answer that needs no fields, or a heartbeat. */
export interface PlainNotice extends FromServer {
  readonly event: "heartbeat" | "time";
}

/** Any other answer that is a sentence, or the operator's word to a room. */
export interface InfoNotice extends FromServer {
  readonly event: "info";
  /** UDP only, where something was withheld: see {@linkcode WelcomeNotice.cookie}. */
  readonly cookie?: string;
}

/** Tells the sender of a file that it is kept, and answers `get` where the file itself can't be sent. */
export interface FileNotice extends FromServer {
  readonly event: "file";
  readonly file: FileInfo;
}

/** The last words before the hub ends a connection. */
export interface CloseNotice extends FromServer {
  readonly event: "close";
  readonly reason: CloseCode;
  /** True: a client should connect again by itself. Absent: somebody wanted this end. */
  readonly retry?: true;
}
