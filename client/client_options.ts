import type { ClientLimits, Identity } from "./core/mod.ts";

/** Who one is and what one wants; all but `name` may be left out. */
export interface ClientOptions extends Partial<ClientLimits> {
  /** 1 to 32 characters of any script. */
  readonly name: string;
  /** For a registered name. */
  readonly password?: string;
  /** For a hub that is closed to strangers. */
  readonly token?: string;
  /** Rooms to enter beside the lobby. The first is where `say` speaks. Default: none. */
  readonly rooms?: readonly string[];
  /** Replay what was said after this number. Default: only what is said from now on. */
  readonly since?: number;
  /** Most events that wait to be read; messages beyond it are asked for again later. */
  readonly inboxMaxEvents?: number;
  /** For `tls://`: certificates in PEM to be trusted beside the system's. */
  readonly caCerts?: readonly string[];
}

/** What holds where {@linkcode ClientOptions} says nothing else. */
export const DEFAULT_LIMITS: ClientLimits & { readonly inboxMaxEvents: number } = {
  heartbeatSeconds: 15,
  connectTimeoutMs: 5_000,
  giveUpAfterMs: Infinity,
  closeTimeoutMs: 5_000,
  unackedMaxMessages: 1_000,
  unackedMaxBytes: 8 * 1024 * 1024,
  retryFirstMs: 250,
  retryMaxMs: 15_000,
  inboxMaxEvents: 10_000,
};

/** Who one is, and where one wants to be. */
export function identityOf(
  { name, password, token, rooms = [], since }: ClientOptions,
): Identity {
  return {
    name,
    rooms,
    since,
    ...(password !== undefined && { password }),
    ...(token !== undefined && { token }),
  };
}
