/** The limits of connections that an operator may set. Each name says its unit. */
export interface ConnectionLimits {
  /** Messages per second and peer, and the burst above that; undefined: no limit. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  /** Most bytes queued for one peer. */
  readonly outboxMaxBytes: number;
  /** Most connections over all transports. */
  readonly maxConnections: number;
  /** The process's limit of open files if that limits the connections; undefined otherwise. */
  readonly descriptorLimit: number | undefined;
  /** Most refused connections that are told why at the same time; others close without a word. */
  readonly farewellsMax: number;
  /** Most connections from one address; undefined: no limit. */
  readonly maxPerAddress: number | undefined;
  /** Milliseconds of silence after which the system probes the other side of a TCP connection. */
  readonly tcpKeepAliveMs: number;
  /** Milliseconds that a connection may stay without a name. */
  readonly helloTimeoutMs: number;
  /** Milliseconds that a UDP peer stays after its last datagram. */
  readonly udpLeaseMs: number;
  /** Most UDP peers that haven't proved their address; with more, the oldest one goes. */
  readonly udpUnprovenMax: number;
  /** Most unproven UDP peers from one address; undefined: no limit. */
  readonly udpUnprovenMaxPerAddress: number | undefined;
  /** Number of bad frames in a row that ends a connection. */
  readonly badFramesMax: number;
  /** Milliseconds after which text without a line end counts as a line. */
  readonly unterminatedMs: number;
  /** Milliseconds of silence that end a connection to the echo port. */
  readonly echoIdleMs: number;
  /** Most milliseconds to wait for the end of a line that is typed key by key, or was cut. */
  readonly lineEndMs: number;
  /** Milliseconds without a byte after which a file that comes in is given up. */
  readonly uploadIdleTimeoutMs: number;
  /** Most milliseconds to drain a connection at its end. */
  readonly closeTimeoutMs: number;
}
