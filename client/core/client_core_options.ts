import type { ClientMessage, Want } from "../../vocabulary/mod.ts";
import type { ClientError } from "./client_error.ts";
import type { ClientEvent, Message } from "./event.ts";

/** The peer that a client is, and the rooms that it wants to be in. */
export interface Identity {
  readonly name: string;
  /** The password of a registered name. */
  readonly password?: string | undefined;
  /** The token of a hub that is closed to strangers. */
  readonly token?: string | undefined;
  /** Rooms to enter beside the lobby; `say` speaks in the first one. */
  readonly rooms: readonly string[];
  /** Replays the messages after this number. Undefined: only messages from now on. */
  readonly since: number | undefined;
  /** The point at which an earlier client stopped. `rooms` are then all of its rooms. */
  readonly resume?: Resume | undefined;
  /** The events that come often and are no text, as far as the client wants them. */
  readonly wants?: readonly Want[] | undefined;
}

/** A message as it goes out: the words of the wire, where they differ from the hub's own. */
export type SentMessage = ClientMessage & { readonly undo?: true; readonly typing?: true };

/** A change of an earlier message. */
export type ChangeRequest =
  | { readonly edit: number; readonly msg: string }
  | { readonly delete: number; readonly msg?: string }
  | { readonly react: string; readonly of: number; readonly undo?: true };

/** Something of the moment: it has no ack, and isn't sent again. */
export type Signal =
  | { readonly typing: true; readonly to: string }
  | { readonly read: number; readonly to: string }
  | Pick<ClientMessage, "search" | "before" | "limit" | "id">;

/** The point at which a client stopped, for a later one to go on from. */
export interface Resume {
  /** The token that resumes the session: name and rooms. Undefined: only the log goes on. */
  readonly session: string | undefined;
  /** Names the log in which the numbers count. */
  readonly epoch: string;
  /** Up to this number, nothing is missing. */
  readonly since: number;
  /** The newest known number; it may be that of an own message. */
  readonly newest: number;
  /** False: the session may lack rooms, so the client enters them again. */
  readonly isInRooms: boolean;
}

/** The limits and times of a client. Each name says its unit. */
export interface ClientLimits {
  /** Both sides speak at least this often; twice as long a silence ends the connection. 5 to 300. */
  readonly heartbeatSeconds: number;
  /** Most milliseconds until the first welcome, with as many attempts as fit. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a connection after which the client gives up. Infinity: never. */
  readonly giveUpAfterMs: number;
  /** Most milliseconds that `close` waits for acks. */
  readonly closeTimeoutMs: number;
  /** Most messages that wait for their ack; `say` refuses more. */
  readonly unackedMaxMessages: number;
  /** Most bytes of text that wait for their ack. */
  readonly unackedMaxBytes: number;
  /** Most milliseconds before the first new attempt; the delay doubles with each further one. */
  readonly retryFirstMs: number;
  /** Most milliseconds between two attempts. */
  readonly retryMaxMs: number;
  /**
   * Milliseconds after its first sending in which an unacknowledged message is sent again; after that
   * it is refused with `may-have-arrived`. A hub remembers ids for 10 minutes unless its operator
   * chose otherwise, and by the author's name. Infinity: always, even if that doubles the message.
   */
  readonly retrySafeMs: number;
  /** True: the client repeats a first hello that is refused for now. False: a person decides. */
  readonly retriesHello: boolean;
  /**
   * True: the client goes to addresses of other nodes that the hub's welcome names, too, if they are as
   * well protected as its own. False: only to those that it was given.
   */
  readonly learnsAddresses: boolean;
}

/** The kind of a client's uplinks. */
export interface UplinkKind {
  /** The hub's addresses, at least one, as {@linkcode Host.connect} takes them. All are of one kind. */
  readonly addresses: readonly string[];
  /** True for datagrams, which may be lost, doubled or overtaken. */
  readonly isLossy: boolean;
}

/** A text, with its receiver. */
export interface Saying {
  readonly text: string;
  /** A peer's name or `#room`. Default: the room that the client speaks in. */
  readonly to?: string | undefined;
  /** The number of the message that the text answers. */
  readonly re?: number | undefined;
  /** The id of an earlier attempt, so that the hub routes the text once. Default: a new id. */
  readonly id?: string | undefined;
  /** The first sending by an earlier client; absent: no client has sent it. */
  readonly sent?: {
    /** Milliseconds since then; Infinity: unknown. */
    readonly agoMs: number;
    /** The author's name then: the hub recognises a retry by name and id. */
    readonly name: string;
  } | undefined;
}

/** The surroundings that a core needs: an uplink, a reader and chance. No method may throw. */
export interface Host {
  /**
   * Opens a new uplink; the host will call `opened`, `lost` or `unreachable`, but not within this call.
   *
   * @param address One of {@linkcode UplinkKind.addresses}, or one that a welcome named.
   */
  connect(address: string): void;
  /** Closes the uplink; the host won't call `lost` for it. */
  disconnect(): void;
  send(message: SentMessage): void;
  emit(event: ClientEvent): void;
  /** Gets the results of a search, each before the notice that ends them. Absent: nobody searches. */
  found?(message: Message): void;
  /** Returns the number of events that still fit; 0 or less: none. */
  free(): number;
  /** Returns true while at least half of the reader's queue is free. */
  hasCapacity(): boolean;
  /** Called once, at the client's end; without an error if somebody asked for it. */
  ended(error: ClientError | undefined): void;
  newId(): string;
  /** Returns a number from 0 (inclusive) to 1. */
  random(): number;
}
