/**
 * What a client said, whatever the dialect: the fields of the wire's message object with their
 * types checked, and nothing else of it. Absent fields are absent.
 */
export interface ClientMessage {
  /** Who speaks, unchecked: the first one claims the name, a different one later is a rename. */
  readonly name?: string;
  /** The text. Absent in a hello or heartbeat. */
  readonly msg?: string;
  /** A peer's name or `#room`. */
  readonly to?: string;
  /** Chosen by the client, at most 64 characters: asks for an ack and makes a retry safe. */
  readonly id?: string;
  /** Replay what came after this number. */
  readonly since?: number;
  /** The log that `since` counts in. */
  readonly epoch?: string;
  /** Seconds (5 to 300) in which both sides speak at least once. */
  readonly heartbeat?: number;
  /** The token of an earlier welcome. */
  readonly session?: string;
  /** For a registered name. */
  readonly password?: string;
  /** For a hub that is closed to strangers. */
  readonly token?: string;
  /** A line of text as a person types it, without JSON around it. */
  readonly isTyped?: true;
  /** UDP: proves that the sender receives at its address. */
  readonly cookie?: string;
}
