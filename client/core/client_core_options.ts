import type { ClientError } from "./client_error.ts";
import type { ClientEvent } from "./event.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** Who one is, and where one wants to be. */
export interface Identity {
  readonly name: string;
  /** For a registered name. */
  readonly password?: string;
  /** For a hub that is closed to strangers. */
  readonly token?: string;
  /** Rooms to enter; the first one is where `say` speaks. Default: the lobby. */
  readonly rooms: readonly string[];
  /** Replay what was said after this number. Undefined: only what is said from now on. */
  readonly since: number | undefined;
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
}

/** Of which kind the links are. */
export interface LinkKind {
  /** Datagrams: what is sent may be lost, doubled or overtaken. */
  readonly isLossy: boolean;
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
  /** Said once: it is over, for this reason, or as one asked for it. */
  ended(error: ClientError | undefined): void;
  newId(): string;
  /** From 0 (inclusive) to 1. */
  random(): number;
}
