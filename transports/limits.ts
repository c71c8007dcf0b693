/** The limits of connections that an operator may set. Each name says its unit. */
export interface ConnectionLimits {
  /** Messages a second and peer, with a burst; undefined for no limit. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  /** Most bytes queued for one peer. */
  readonly outboxMaxBytes: number;
  /** Connections over all transports. */
  readonly maxConnections: number;
  /** The process's limit of open files, where it leaves room for no more; undefined where it does. */
  readonly descriptorLimit: number | undefined;
  /** Refused connections that are told why at once; more are closed without a word. */
  readonly farewellsMax: number;
  /** Connections from one address; undefined for no limit. */
  readonly maxPerAddress: number | undefined;
  /** Silence of a TCP connection before its other side is asked for life, in milliseconds. */
  readonly tcpKeepAliveMs: number;
  /** How long a connection may stay without a name, in milliseconds. */
  readonly helloTimeoutMs: number;
  /** How long a UDP peer stays after its last datagram, in milliseconds. */
  readonly udpLeaseMs: number;
  /** UDP peers that haven't proved to receive at their address; beyond it the oldest goes. */
  readonly udpUnprovenMax: number;
  /** Such peers from one address, beside its connections; undefined for no limit. */
  readonly udpUnprovenMaxPerAddress: number | undefined;
  /** Frames in a row that can't be understood, after which a connection is ended. */
  readonly badFramesMax: number;
  /** How long text may stand without a line end before it counts as a line, in milliseconds. */
  readonly unterminatedMs: number;
  /** Longest silence of a connection to the echo port, in milliseconds. */
  readonly echoIdleMs: number;
  /** Longest wait for the end of a line that is typed key by key, or was cut, in milliseconds. */
  readonly lineEndMs: number;
  /** How long what is owed may take at the end of a connection, in milliseconds. */
  readonly closeTimeoutMs: number;
}
