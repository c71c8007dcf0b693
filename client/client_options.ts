import type { Want } from "../vocabulary/mod.ts";
import type { ClientLimits, Identity } from "./core/mod.ts";

/** The settings of a client; only `name` is needed. */
export interface ClientOptions extends Partial<ClientLimits> {
  /** 1 to 32 characters of any script. */
  readonly name: string;
  /** The password of a registered name. */
  readonly password?: string;
  /** The token of a hub that is closed to strangers. */
  readonly token?: string;
  /** Rooms to enter beside the lobby; `say` speaks in the first one. Default: none. */
  readonly rooms?: readonly string[];
  /** Replays the messages after this number. Default: only messages from now on. */
  readonly since?: number;
  /**
   * The events to get that come often and are no text: some of `reactions`, `typing`, `reads` and
   * `presence`. Default: none.
   */
  readonly wants?: readonly Want[];
  /** Most messages whose objects follow their changes; the client forgets the earliest first. */
  readonly knownMaxMessages?: number;
  /** Most events that wait to be read; the client asks for further messages again later. */
  readonly inboxMaxEvents?: number;
  /**
   * The address of the hub's web port, like `https://hub.example/`, through which files go. Default:
   * what the hub's welcome says.
   */
  readonly filesUrl?: string;
  /** For `tls://` and files: certificates in PEM that are trusted beside the system's. */
  readonly caCerts?: readonly string[];
}

/** The defaults of {@linkcode ClientOptions}. */
export const DEFAULT_LIMITS: ClientLimits & {
  readonly inboxMaxEvents: number;
  readonly knownMaxMessages: number;
} = {
  heartbeatSeconds: 15,
  connectTimeoutMs: 5_000,
  giveUpAfterMs: Infinity,
  closeTimeoutMs: 5_000,
  unackedMaxMessages: 1_000,
  unackedMaxBytes: 8 * 1024 * 1024,
  retryFirstMs: 250,
  retryMaxMs: 15_000,
  retrySafeMs: Infinity,
  retriesHello: true,
  learnsAddresses: true,
  inboxMaxEvents: 10_000,
  knownMaxMessages: 10_000,
};

/** Returns the part of the options that the hub learns. */
export function identityOf(
  { name, password, token, rooms = [], since, wants }: ClientOptions,
): Identity {
  return {
    name,
    rooms,
    since,
    wants,
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
  };
}
