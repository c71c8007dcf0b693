/** The origin of a connection. */
export interface Origin {
  /** The address without port. */
  readonly address: string;
  /** The address with port and transport, as a log shows it. */
  readonly remote: string;
  /** Called once, if the connection still is there after a second or so. */
  readonly onFirstTick?: () => void;
}
