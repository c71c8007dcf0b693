import type { ClientMessage } from "../../vocabulary/mod.ts";
import type { ClientError } from "./client_error.ts";
import type { ClientEvent } from "./event.ts";

/** The peer that a client is, and the rooms that it wants to be in. */
export interface Identity {
  readonly name: string;
  /** For a registered name. */
  readonly password?: string | undefined;
  /** For a hub that is closed to strangers. */
  readonly token?: string | undefined;
  /** Rooms to enter beside the lobby; the first one is where `say` speaks. */
  readonly rooms: readonly string[];
  /** Replay what was said after this number. Undefined: only what is said from now on. */
  readonly since: number | undefined;
  /** Goes on where an earlier client stopped. `rooms` are then all of its rooms. */
  readonly resume?: Resume | undefined;
}

/** The point at which a client stopped, for a later one to go on from. */
export interface Resume {
  /** Takes the session up: name and rooms. Undefined: only the log goes on. */
  readonly session: string | undefined;
  /** Names the log that the numbers count in. */
  readonly epoch: string;
  /** Nothing is missing up to this number. */
  readonly since: number;
  /** The newest number known, which may be that of one of the client's own messages. */
  readonly newest: number;
  /** False: the session may lack rooms, so they are entered again. */
  readonly isInRooms: boolean;
}

/** Limits and times. Every field counts what its name says. */
export interface ClientLimits {
  /** Both sides speak at least this often; twice as long a silence ends the connection. 5 to 300. */
  readonly heartbeatSeconds: number;
  /** How long the first welcome may take, in milliseconds, with as many attempts as fit. */
  readonly connectTimeoutMs: number;
  /** After how long without a connection it gives up, in milliseconds. Infinity: never. */
  readonly giveUpAfterMs: number;
  /** How long `close` waits for what isn't acknowledged yet, in milliseconds. */
  readonly closeTimeoutMs: number;
  /** Most messages that wait for their ack; `say` refuses more. */
  readonly unackedMaxMessages: number;
  /** Most bytes of text that wait for their ack. */
  readonly unackedMaxBytes: number;
  /** The delay before the first new attempt is at most this, in milliseconds; it doubles. */
  readonly retryFirstMs: number;
  /** No delay between attempts is longer, in milliseconds. */
  readonly retryMaxMs: number;
  /**
   * How long after its first sending an unacknowledged message is sent again, in milliseconds; after
   * that it is refused with `may-have-arrived`. A hub remembers ids for 10 minutes unless its operator
   * chose otherwise, and by the author's name. Infinity: always, even if that doubles the message.
   */
  readonly retrySafeMs: number;
  /** True: a hello that is refused for now is said again. False: a person answers the refusal. */
  readonly retriesHello: boolean;
}

/** Of which kind the links are. */
export interface LinkKind {
  /** Datagrams: what is sent may be lost, doubled or overtaken. */
  readonly isLossy: boolean;
}

/** A text to be said. */
export interface Saying {
  readonly text: string;
  /** A peer's name or `#room`. Default: the room that the client speaks in. */
  readonly to?: string | undefined;
  /** That of an earlier attempt, so that the hub routes the text once. Default: a new one. */
  readonly id?: string | undefined;
  /** The first sending by an earlier client; absent: no client has sent it. */
  readonly sent?: {
    /** How long ago that was, in milliseconds; Infinity where nobody knows. */
    readonly agoMs: number;
    /** The author's name then: the hub knows a retry by name and id. */
    readonly name: string;
  } | undefined;
}

/** The outer world of a client core: a link, whoever reads, chance. No method may throw. */
export interface Host {
  /** Asks for a new link; `opened` or `lost` will be called. */
  connect(): void;
  /** Lets the link go; `lost` won't be called for it. */
  disconnect(): void;
  send(message: ClientMessage): void;
  emit(event: ClientEvent): void;
  /** How many more events fit; 0 or less: none. */
  free(): number;
  /** Whether at least half of all that ever fit do. */
  hasCapacity(): boolean;
  /** Said once: it is over, for this reason, or as somebody asked for it. */
  ended(error: ClientError | undefined): void;
  newId(): string;
  /** From 0 (inclusive) to 1. */
  random(): number;
}
