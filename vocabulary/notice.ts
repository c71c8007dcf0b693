import type { CloseCode } from "./close_code.ts";
import type { ErrorCode } from "./error_code.ts";

/**
 * What the hub itself says: always a sentence in `msg` for who knows no more than `name` and `msg`,
 * and fields for who does. Messages of peers are not notices; they travel in a {@linkcode Batch}.
 */
export type Notice =
  | WelcomeNotice
  | JoinNotice
  | LeaveNotice
  | RenameNotice
  | AckNotice
  | WhoNotice
  | RoomsNotice
  | BansNotice
  | WhoisNotice
  | HelpNotice
  | HistoryNotice
  | ErrorNotice
  | PlainNotice
  | InfoNotice
  | CloseNotice;

interface FromServer {
  readonly name: "server";
  readonly msg: string;
}

/** Answers a hello. */
export interface WelcomeNotice extends FromServer {
  readonly event: "welcome";
  /** The name as the hub has it (NFC). */
  readonly you: string;
  /** A secret that takes this name and its rooms up again after a lost connection. */
  readonly session: string;
  /** Who is in the lobby, at most 100 of them. */
  readonly peers: readonly string[];
  /** How many there are in all. */
  readonly count: number;
  /** The newest message's number: resume from here with `since`. */
  readonly seq: number;
  /** Names the log that `seq` counts in. */
  readonly epoch: string;
  /** UDP only: send it back to prove that you receive at your address. */
  readonly cookie?: string;
  /** That of the hello which it answers, where it had one. */
  readonly id?: string;
}

export interface JoinNotice extends FromServer {
  readonly event: "join";
  readonly peer: string;
  readonly to: string;
  /** To the one who joined: who else is there, at most 100, and how many in all. */
  readonly peers?: readonly string[];
  readonly count?: number;
}

export interface LeaveNotice extends FromServer {
  readonly event: "leave";
  readonly peer: string;
  readonly to: string;
  readonly reason?: string;
}

export interface RenameNotice extends FromServer {
  readonly event: "rename";
  /** The name until now. */
  readonly peer: string;
  /** The name from now on. */
  readonly now: string;
}

/** The message with this `id` is durable under this `seq`. */
export interface AckNotice extends FromServer {
  readonly event: "ack";
  readonly id: string;
  readonly seq: number;
}

/** Answers `/who`. */
export interface WhoNotice extends FromServer {
  readonly event: "who";
  /** Absent where all of the hub were asked for. */
  readonly to?: string;
  /** At most 100 of them. */
  readonly peers: readonly string[];
  /** From where each of `peers` comes; told to the operator alone. */
  readonly addresses?: readonly string[];
  readonly count: number;
}

/** Answers `/rooms`. */
export interface RoomsNotice extends FromServer {
  readonly event: "rooms";
  /** At most 100 of them. */
  readonly rooms: readonly { readonly room: string; readonly count: number }[];
  readonly count: number;
}

/** Answers the operator's `/bans`. */
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
}

/** Answers `/whois`. */
export interface WhoisNotice extends FromServer {
  readonly event: "whois";
  readonly peer: string;
  readonly registered: boolean;
  /** Since when it is registered, RFC 3339. */
  readonly since?: string;
  /** By which ways the peer is here; empty while away. */
  readonly transports: readonly string[];
  /** From where it comes; told to the operator alone. */
  readonly address?: string;
}

/** Answers `/help`. */
export interface HelpNotice extends FromServer {
  readonly event: "help";
  /** Those that the asker may use. */
  readonly commands: readonly {
    /** The word behind the slash. */
    readonly command: string;
    /** What follows the word; empty where nothing does. */
    readonly usage: string;
    readonly help: string;
  }[];
}

/** Ends a replay. `complete` is false where something older was forgotten. */
export interface HistoryNotice extends FromServer {
  readonly event: "history";
  readonly complete: boolean;
  readonly count: number;
  /** The newest number that the replay covers. */
  readonly seq: number;
  readonly epoch: string;
  /** That of the hello or `/history` which asked for the replay, where it had one. */
  readonly id?: string;
}

export interface ErrorNotice extends FromServer {
  readonly event: "error";
  readonly error: ErrorCode;
  /** That of the refused message, where it had one. */
  readonly id?: string;
  /** The same message may be taken a little later. Absent: it won't, unless something changes. */
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

/** The last words before the hub ends a connection. */
export interface CloseNotice extends FromServer {
  readonly event: "close";
  readonly reason: CloseCode;
  /** A client should connect again by itself. Absent: somebody wanted this end. */
  readonly retry?: true;
}
